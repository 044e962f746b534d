/* Linear algebra in Lua: the part of balnet.linalg that calls LAPACK; lua/balnet/linalg.lua has the rest.

       local x = balnet.linalg.solve(J, b)
       local real, imag = balnet.linalg.eigvals(J)

   Every function is described in lua/balnet/meta/linalg.lua. Results are f64 whatever the dtype of the
   inputs. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "common/field.h"
#include "engine/linalg/linalg.h"
#include "engine/tensor/tensor_view.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

// The shape that the results of one operation share.
typedef struct {
    bn_tensor lead;                 // the leading dimensions; no data
    int64_t rows, columns, smaller; // of the first operand
} results;

static results results_of(const bn_tensor *matrix)
{
    results r = {.lead = *matrix};
    r.lead.dims -= 2;
    r.rows = matrix->shape[matrix->dims - 2];
    r.columns = matrix->shape[matrix->dims - 1];
    r.smaller = r.rows < r.columns ? r.rows : r.columns;
    return r;
}

static bn_tensor *new_result(lua_State *L, const results *r, int dims, const int64_t *shape)
{
    int64_t whole[BN_TENSOR_MAX_DIMS];
    int count = 0;
    for (; count < r->lead.dims; count++) whole[count] = r->lead.shape[count];
    for (int d = 0; d < dims; d++) whole[count++] = shape[d];
    return bnl_new_result(L, BN_F64, count, whole);
}

static bn_tensor *new_matrix(lua_State *L, const results *r, int64_t rows, int64_t columns)
{
    return new_result(L, r, 2, (int64_t[]){rows, columns});
}

static bn_tensor *new_vector(lua_State *L, const results *r, int64_t count)
{
    return new_result(L, r, 1, &count);
}

static const bn_tensor *check_matrix(lua_State *L, int index)
{
    const bn_tensor *matrix = bnl_check_tensor(L, index);
    bnl_check(L, bn_linalg_check_matrix("the matrix", matrix));
    return matrix;
}

static const bn_tensor *check_square(lua_State *L, int index)
{
    const bn_tensor *matrix = bnl_check_tensor(L, index);
    bnl_check(L, bn_linalg_check_square("the matrix", matrix));
    return matrix;
}

// One square matrix of one square matrix.
static int map_square(lua_State *L, bn_status (*map)(const bn_tensor *a, bn_tensor *result))
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    bnl_check(L, map(a, new_matrix(L, &r, r.rows, r.rows)));
    return 1;
}

// The options of all functions; each reads its own.
typedef struct {
    bool complete, full, left;
    double rcond;
} options;

static const bn_field qr_fields[] = {
    {"complete", BN_FIELD_FLAG, offsetof(options, complete), .help = "q is square and r as large as a"},
    {0},
};
static const bn_field svd_fields[] = {
    {"full", BN_FIELD_FLAG, offsetof(options, full), .help = "u and vt are square"},
    {0},
};
static const bn_field eig_fields[] = {
    {"left", BN_FIELD_FLAG, offsetof(options, left), .help = "the left eigenvectors too"},
    {0},
};
static const bn_field lstsq_fields[] = {
    {"rcond", BN_FIELD_REAL, offsetof(options, rcond), .most = INFINITY,
     .help = "singular values below it times the largest count as zero; eps max(M, N) by default"},
    {0},
};

// --- equations ---------------------------------------------------------------------------------------

// A result of the equation a x = b: the leading dimensions of both, then `rows` rows and the columns of b.
static bn_tensor *new_solution(lua_State *L, results *r, int64_t rows, const bn_tensor *b)
{
    const bn_tensor a = r->lead;
    bn_tensor right = *b;
    right.dims -= b->dims == 1 ? 1 : 2;
    if (b->dims == 0) luaL_error(L, "b is a scalar; a vector or matrix was needed");
    bnl_check(L, bn_tensor_common_shape(&a, &right, &r->lead.dims, r->lead.shape));
    return b->dims == 1 ? new_vector(L, r, rows) : new_matrix(L, r, rows, b->shape[b->dims - 1]);
}

static int lapack_solve(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1), *b = bnl_check_tensor(L, 2);
    results r = results_of(a);
    bn_tensor *x = new_solution(L, &r, r.columns, b);
    bnl_check(L, bn_linalg_solve(a, b, x));
    return 1;
}

// Pushes a result without dimensions of its own: a number for one matrix, the tensor for a stack.
static void push_number(lua_State *L, int index)
{
    const bn_tensor *result = bnl_check_tensor(L, index);
    if (result->dims == 0)
        bnl_push_number(L, *(const double *)result->data);
    else
        lua_pushvalue(L, index);
}

static int lapack_lstsq(lua_State *L)
{
    const bn_tensor *a = check_matrix(L, 1), *b = bnl_check_tensor(L, 2);
    results r = results_of(a);
    options chosen = {.rcond = DBL_EPSILON * (double)(r.rows > r.columns ? r.rows : r.columns)};
    bnl_read_definition(L, 3, lstsq_fields, &chosen);
    bn_least_squares result = {.x = new_solution(L, &r, r.columns, b)};
    const int64_t right_sides = b->dims == 1 ? 0 : b->shape[b->dims - 1];
    const int first = lua_gettop(L);
    result.rank = new_result(L, &r, 0, NULL);
    result.s = new_vector(L, &r, r.smaller);
    result.residuals = new_result(L, &r, b->dims == 1 ? 0 : 1, &right_sides);
    bnl_check(L, bn_linalg_least_squares(a, b, chosen.rcond, &result));
    lua_pushvalue(L, first);
    push_number(L, first + 1);
    if (result.rank->dims == 0) {
        lua_pushinteger(L, (lua_Integer)lua_tonumber(L, -1));
        lua_remove(L, -2);
    }
    lua_pushvalue(L, first + 2);
    push_number(L, first + 3);
    return 4;
}

static int lapack_inv(lua_State *L)
{
    return map_square(L, bn_linalg_inverse);
}

static int lapack_slogdet(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    lua_settop(L, 1);
    bn_tensor *sign = new_result(L, &r, 0, NULL);
    bn_tensor *logarithm = new_result(L, &r, 0, NULL);
    bnl_check(L, bn_linalg_log_determinant(a, sign, logarithm));
    push_number(L, 2);
    push_number(L, 3);
    return 2;
}

static int lapack_det(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    lua_settop(L, 1);
    bnl_check(L, bn_linalg_determinant(a, new_result(L, &r, 0, NULL)));
    push_number(L, 2);
    return 1;
}

// --- factors -----------------------------------------------------------------------------------------

static int lapack_qr(lua_State *L)
{
    const bn_tensor *a = check_matrix(L, 1);
    const results r = results_of(a);
    options chosen = {0};
    bnl_read_definition(L, 2, qr_fields, &chosen);
    const int64_t inner = chosen.complete ? r.rows : r.smaller;
    bn_tensor *q = new_matrix(L, &r, r.rows, inner);
    bn_tensor *upper = new_matrix(L, &r, inner, r.columns);
    bnl_check(L, bn_linalg_qr(a, q, upper));
    return 2;
}

static int lapack_cholesky(lua_State *L)
{
    return map_square(L, bn_linalg_cholesky);
}

static int lapack_svd(lua_State *L)
{
    const bn_tensor *a = check_matrix(L, 1);
    const results r = results_of(a);
    options chosen = {0};
    bnl_read_definition(L, 2, svd_fields, &chosen);
    const bool full = chosen.full;
    bn_tensor *u = new_matrix(L, &r, r.rows, full ? r.rows : r.smaller);
    bn_tensor *s = new_vector(L, &r, r.smaller);
    bn_tensor *vt = new_matrix(L, &r, full ? r.columns : r.smaller, r.columns);
    bnl_check(L, bn_linalg_svd(a, u, s, vt));
    return 3;
}

static int lapack_svdvals(lua_State *L)
{
    const bn_tensor *a = check_matrix(L, 1);
    const results r = results_of(a);
    bnl_check(L, bn_linalg_svd(a, NULL, new_vector(L, &r, r.smaller), NULL));
    return 1;
}

static int lapack_schur(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    bn_tensor *t = new_matrix(L, &r, r.rows, r.rows);
    bn_tensor *z = new_matrix(L, &r, r.rows, r.rows);
    bnl_check(L, bn_linalg_schur(a, t, z));
    return 2;
}

static int lapack_expm(lua_State *L)
{
    return map_square(L, bn_linalg_exponential);
}

// --- eigenvalues -------------------------------------------------------------------------------------

static int lapack_eigh(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    bn_tensor *values = new_vector(L, &r, r.rows);
    bnl_check(L, bn_linalg_symmetric_eigen(a, values, new_matrix(L, &r, r.rows, r.rows)));
    return 2;
}

static int lapack_eigvalsh(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    bnl_check(L, bn_linalg_symmetric_eigen(a, new_vector(L, &r, r.rows), NULL));
    return 1;
}

static int lapack_eigvals(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    bn_tensor *real = new_vector(L, &r, r.rows);
    bn_tensor *imag = new_vector(L, &r, r.rows);
    bnl_check(L, bn_linalg_eigen(a, real, imag, NULL, NULL));
    return 2;
}

static bn_complex_pair new_vectors(lua_State *L, const results *r)
{
    bn_complex_pair pair = {.real = new_matrix(L, r, r->rows, r->rows)};
    pair.imag = new_matrix(L, r, r->rows, r->rows);
    return pair;
}

static int lapack_eig(lua_State *L)
{
    const bn_tensor *a = check_square(L, 1);
    const results r = results_of(a);
    options chosen = {0};
    bnl_read_definition(L, 2, eig_fields, &chosen);
    bn_tensor *real = new_vector(L, &r, r.rows);
    bn_tensor *imag = new_vector(L, &r, r.rows);
    const bn_complex_pair right = new_vectors(L, &r);
    if (!chosen.left) {
        bnl_check(L, bn_linalg_eigen(a, real, imag, &right, NULL));
        return 4;
    }
    const bn_complex_pair left = new_vectors(L, &r);
    bnl_check(L, bn_linalg_eigen(a, real, imag, &right, &left));
    return 6;
}

static const bnl_function functions[] = {
    {"solve", lapack_solve, 2, 0},       {"lstsq", lapack_lstsq, 3, 0},
    {"inv", lapack_inv, 1, 0},           {"slogdet", lapack_slogdet, 1, 0},
    {"det", lapack_det, 1, 0},           {"qr", lapack_qr, 2, 0},
    {"cholesky", lapack_cholesky, 1, 0}, {"svd", lapack_svd, 2, 0},
    {"svdvals", lapack_svdvals, 1, 0},   {"schur", lapack_schur, 1, 0},
    {"expm", lapack_expm, 1, 0},         {"eigh", lapack_eigh, 1, 0},
    {"eigvalsh", lapack_eigvalsh, 1, 0}, {"eigvals", lapack_eigvals, 1, 0},
    {"eig", lapack_eig, 2, 0},           {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_lapack(lua_State *L)
{
    bnl_declare_fields(L, "balnet.linalg.eig_options", eig_fields);
    bnl_declare_fields(L, "balnet.linalg.lstsq_options", lstsq_fields);
    bnl_declare_fields(L, "balnet.linalg.qr_options", qr_fields);
    bnl_declare_fields(L, "balnet.linalg.svd_options", svd_fields);
    bnl_new_module(L, "balnet.native.lapack", functions);
    return 1;
}
