/* Activation tables: an activation given by the rows of a tensor, n x 3: x, phi(x) and phi'(x), x evenly spaced. */
#ifndef BN_ACTIVATION_TABLE_H
#define BN_ACTIVATION_TABLE_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/kernels/activation.h"
#include "engine/tensor/tensor.h"

/* BN_EINVAL with the sentence that says what is wrong with a table; where an activation that needs one has none; and
   where one is given to another. */
bn_status bn_phi_check_table(bn_activation activation, const bn_tensor *table);

/* phi over `arena`, which a table is copied to; for a table that was checked, NULL for a named activation. */
bn_phi bn_phi_lay_out(bn_arena *arena, bn_activation activation, double power, const bn_tensor *table);

/* The rows as a tensor, f64, a view; its data is NULL for a named activation. */
bn_tensor bn_phi_table(const bn_phi *phi);

#endif
