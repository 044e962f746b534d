/* Eigenvalues and singular values in Lua, part of balnet.spectrum.

       local real, imag = balnet.spectrum.eigenvalues(J)
       print("the outlier lies at " .. real[1])
*/
#include "bnl.h"
#include "library.h"

#include "engine/spectrum.h"

// The extent of dimension d (from 0) of the argument, for outputs made before the engine checks the input.
static int64_t extent(const bn_tensor *matrix, int d)
{
    return d < matrix->dims ? matrix->shape[d] : 0;
}

static bn_tensor *new_vector(lua_State *L, int64_t count)
{
    return bnl_new_tensor(L, BN_F64, 1, &count);
}

static bn_tensor *new_square(lua_State *L, int64_t n)
{
    return bnl_new_tensor(L, BN_F64, 2, (int64_t[]){n, n});
}

/***
The eigenvalues of a real square matrix, in ascending order of the real part (the negative outliers of a
balanced network come first), then of the imaginary part. Computed in double, whatever the dtype of the
matrix.

Raises an error for a matrix that is not square, holds a NaN or infinity, or on which the QR algorithm does
not converge. Source: dgeev of LAPACK (Anderson et al. 1999).
@function eigenvalues
@tparam tensor matrix N x N
@treturn tensor real parts, N, f64
@treturn tensor imaginary parts, N, f64
*/
static int spectrum_eigenvalues(lua_State *L)
{
    const bn_tensor *matrix = bnl_check_tensor(L, 1);
    bn_tensor *real = new_vector(L, extent(matrix, 0));
    bn_tensor *imag = new_vector(L, extent(matrix, 0));
    bnl_check(L, bn_spectrum_eigenvalues(matrix, real, imag));
    return 2;
}

/***
The eigenvalues of a real square matrix, as by `eigenvalues`, and its right eigenvectors.

Column k of the vectors belongs to eigenvalue k, has Euclidean length 1 and its largest component real.
@function eigenvectors
@tparam tensor matrix N x N
@treturn tensor real parts of the eigenvalues, N, f64
@treturn tensor their imaginary parts, N, f64
@treturn tensor real parts of the eigenvectors, N x N, f64
@treturn tensor their imaginary parts, N x N, f64
*/
static int spectrum_eigenvectors(lua_State *L)
{
    const bn_tensor *matrix = bnl_check_tensor(L, 1);
    const int64_t n = extent(matrix, 0) == extent(matrix, 1) ? extent(matrix, 0) : 0;
    bn_tensor *real = new_vector(L, extent(matrix, 0));
    bn_tensor *imag = new_vector(L, extent(matrix, 0));
    bn_tensor *vectors_real = new_square(L, n);
    bn_tensor *vectors_imag = new_square(L, n);
    bnl_check(L, bn_spectrum_eigenvectors(matrix, real, imag, vectors_real, vectors_imag));
    return 4;
}

/***
The eigenvalues of a symmetric matrix, ascending.

Raises an error when two mirrored elements differ by more than 1e-6 of the largest element.
@function symmetric_eigenvalues
@tparam tensor matrix N x N
@treturn tensor N, f64
*/
static int spectrum_symmetric_eigenvalues(lua_State *L)
{
    const bn_tensor *matrix = bnl_check_tensor(L, 1);
    bn_tensor *values = new_vector(L, extent(matrix, 0));
    bnl_check(L, bn_spectrum_symmetric(matrix, values));
    return 1;
}

/***
The singular values of a matrix, descending.
@function singular_values
@tparam tensor matrix M x N
@treturn tensor min(M, N), f64
*/
static int spectrum_singular_values(lua_State *L)
{
    const bn_tensor *matrix = bnl_check_tensor(L, 1);
    const int64_t rows = extent(matrix, 0);
    const int64_t columns = extent(matrix, 1);
    bn_tensor *values = new_vector(L, rows < columns ? rows : columns);
    bnl_check(L, bn_spectrum_singular(matrix, values));
    return 1;
}

static const luaL_Reg functions[] = {
    {"eigenvalues", spectrum_eigenvalues},
    {"eigenvectors", spectrum_eigenvectors},
    {"symmetric_eigenvalues", spectrum_symmetric_eigenvalues},
    {"singular_values", spectrum_singular_values},
    {NULL, NULL},
};

int luaopen_balnet_eigenvalues(lua_State *L)
{
    luaL_newlib(L, functions);
    return 1;
}
