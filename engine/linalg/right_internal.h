/* The right side of equations: a vector alone is one column. Private to this folder. */
#ifndef BN_RIGHT_INTERNAL_H
#define BN_RIGHT_INTERNAL_H

#include "engine/tensor/tensor.h"

/* How many of b's last dimensions are one right side, and its columns. */
int bn_right_tail(const bn_tensor *b);
int bn_right_columns(const bn_tensor *b);

/* BN_EINVAL unless b has so many rows. */
bn_status bn_right_check(const bn_tensor *b, int rows);

#endif
