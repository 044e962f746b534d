/* Connections as other bindings see them. */
#ifndef BNL_CONNECTIONS_H
#define BNL_CONNECTIONS_H

#include "engine/network/network.h"
#include "engine/simulation/sparse_matrix.h"

#include <lua.h>

/* The sparse matrix at `index`, and the network of its inputs; NULL where there is another value. Both live as long as
   the userdata. */
const bn_sparse *bnl_test_connections(lua_State *L, int index, const bn_network **network);

#endif
