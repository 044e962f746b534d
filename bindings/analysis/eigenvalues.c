/* Eigenvalues and singular values in Lua, part of balnet.spectrum.

       local real, imag = balnet.spectrum.eigenvalues(J)
       print("the outlier lies at " .. real[1])

   Every function is described in lua/balnet/meta/eigenvalues.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/spectrum.h"

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

static int spectrum_eigenvalues(lua_State *L)
{
    const bn_tensor *matrix = bnl_check_tensor(L, 1);
    bn_tensor *real = new_vector(L, extent(matrix, 0));
    bn_tensor *imag = new_vector(L, extent(matrix, 0));
    bnl_check(L, bn_spectrum_eigenvalues(matrix, real, imag));
    return 2;
}

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

static int spectrum_symmetric_eigenvalues(lua_State *L)
{
    const bn_tensor *matrix = bnl_check_tensor(L, 1);
    bn_tensor *values = new_vector(L, extent(matrix, 0));
    bnl_check(L, bn_spectrum_symmetric(matrix, values));
    return 1;
}

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

int luaopen_balnet_native_eigenvalues(lua_State *L)
{
    luaL_newlib(L, functions);
    return 1;
}
