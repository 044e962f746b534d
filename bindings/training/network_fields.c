/* The words of the engine's enumerations, one place for all definitions that use them. */
#include "bindings/training/network_fields.h"

#include <stddef.h>

const char *const bnl_activations[] = {"relu", "tanh", "softplus", "threshold_power", "linear", NULL};
const char *const bnl_structures[] = {"random", "excitatory_inhibitory", NULL};
const char *const bnl_starts[] = {"mean", "stationary", NULL};
