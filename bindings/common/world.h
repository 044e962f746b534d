/* What the userdata of a world begins with, for the bindings that hand it to the engine. */
#ifndef BNL_WORLD_H
#define BNL_WORLD_H

#include "engine/base/exchange.h"

/* The class of a userdata that begins with a bn_exchange. */
#define BNL_WORLD "balnet.native.mpi.world"

#endif
