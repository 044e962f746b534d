/* The map of a network of gated recurrent units, h -> h' (gru_kernels.h), in double precision, and its tangent map.

       r = sigmoid(a_r),  u = sigmoid(a_u),  n = tanh(a_i + r a_h),  h' = (1 - u) n + u h
       dh'/dh = diag(u) + diag((h - n) u (1 - u)) J_u + diag((1 - u) (1 - n^2)) (diag(r) J_h + diag(a_h r (1 - r)) J_r)

   and dh'/da has the factors of these blocks, and (1 - u) (1 - n^2) for a_i,

   where [a_r; a_u; a_h; a_i] = J h + drive, 4 N numbers, and the last block of J counts as 0. */
#ifndef BN_GRU_MAP_H
#define BN_GRU_MAP_H

#include <stdint.h>

typedef struct {
    int64_t neurons;     // N
    const double *J;     // 4 N x N, column by column
    const double *drive; // 4 N
} bn_gru_map;

/* next = h'. gates: 4 N numbers, r, u, n and a_h afterwards. */
void bn_gru_map_step(const bn_gru_map *map, const double *h, double *gates, double *next);

/* M = dh'/dh, N x N, column by column, from h and the gates of its step. */
void bn_gru_map_jacobian(const bn_gru_map *map, const double *h, const double *gates, double *M);

/* slopes: 4 N numbers, dh'_i / d[a_r; a_u; a_h; a_i]_i, from h and the gates of its step. */
void bn_gru_map_slopes(const bn_gru_map *map, const double *h, const double *gates, double *slopes);

#endif
