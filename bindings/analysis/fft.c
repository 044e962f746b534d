/* Discrete Fourier transforms in Lua: the part of balnet.fft that transforms; lua/balnet/fft.lua has the rest.

       local real, imag = balnet.fft.rfft(rate)
       local back = balnet.fft.irfft(real, imag, { n = #rate })

   Every function is described in lua/balnet/meta/fft.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/fft.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

#include <stddef.h>

typedef struct {
    int64_t n, dim;
} options;

static const bn_field fields[] = {
    {"n", BN_FIELD_INTEGER, offsetof(options, n), .most = BN_FFT_MOST, .zero = "the extent of the dimension",
     .help = "length of the transform; longer lines are cut, shorter ones filled with zeros"},
    {"dim", BN_FIELD_INTEGER, offsetof(options, dim), .fallback = -1, .least = -8, .most = 8,
     .help = "the dimension along which it runs, from the end if negative"},
    {0},
};

// The arguments of a call: the dimension (from 0), the length (0 where none was given) and the extent of the
// input there.
typedef struct {
    int dims, dim;
    int64_t n, extent;
} request;

static request read_request(lua_State *L, int index, const bn_tensor *in)
{
    options chosen;
    bn_fields_default(fields, &chosen);
    bnl_read_definition(L, index, fields, &chosen);
    bnl_check(L, bn_fields_check(fields, &chosen));
    if (in->dims == 0) luaL_error(L, "a scalar was given; a tensor of at least one dimension was needed");
    const int64_t dim = chosen.dim < 0 ? in->dims + chosen.dim : chosen.dim - 1;
    if (dim < 0 || dim >= in->dims || chosen.dim == 0)
        luaL_error(L, "dim is %I; the tensor has %d dimensions", (lua_Integer)chosen.dim, in->dims);
    return (request){.dims = in->dims, .dim = (int)dim, .n = chosen.n, .extent = in->shape[dim]};
}

static int64_t length_of(const request *r)
{
    return r->n > 0 ? r->n : r->extent;
}

// Pushes a new tensor, not yet set, of the input's other dimensions and, last, `extent`.
static bn_tensor *new_lines(lua_State *L, const request *r, const bn_tensor *like, int64_t extent)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    int dims = 0;
    for (int d = 0; d < r->dims; d++)
        if (d != r->dim) shape[dims++] = like->shape[d];
    shape[dims++] = extent;
    return bnl_new_result(L, BN_F64, dims, shape);
}

static int64_t lines_of(const bn_tensor *lines)
{
    const int64_t extent = lines->shape[lines->dims - 1];
    return extent == 0 ? 0 : bn_tensor_count(lines) / extent;
}

// view: the tensor with dimension `dim` last.
static bn_tensor with_last(lua_State *L, const bn_tensor *tensor, int dim)
{
    int order[BN_TENSOR_MAX_DIMS], at = 0;
    bn_tensor view;
    for (int d = 0; d < tensor->dims; d++)
        if (d != dim) order[at++] = d;
    order[at] = dim;
    bnl_check(L, bn_tensor_permute(tensor, order, &view));
    return view;
}

// Pushes the input as lines of `extent` numbers, cut or filled with zeros: itself where it is that.
static double *push_lines(lua_State *L, const request *r, int index, int64_t extent)
{
    const bn_tensor *in = bnl_check_tensor(L, index);
    if (in->dtype == BN_F64 && r->dim == r->dims - 1 && r->extent == extent && bn_tensor_is_contiguous(in)) {
        lua_pushvalue(L, index);
        return in->data;
    }
    bn_tensor *lines = new_lines(L, r, in, extent), from = with_last(L, in, r->dim), to = *lines;
    const int last = r->dims - 1;
    const int64_t kept = from.shape[last] < extent ? from.shape[last] : extent;
    if (kept < extent) bnl_check(L, bn_tensor_fill(0.0, lines));
    bnl_check(L, bn_tensor_slice(&from, last, 0, kept, 1, &from));
    bnl_check(L, bn_tensor_slice(&to, last, 0, kept, 1, &to));
    bnl_check(L, bn_tensor_copy(&from, &to));
    return lines->data;
}

// Pushes the lines at `index` as a tensor whose dimensions are in the order of the input.
static void push_result(lua_State *L, const request *r, int index)
{
    const bn_tensor *lines = bnl_check_tensor(L, index);
    int order[BN_TENSOR_MAX_DIMS];
    bn_tensor view;
    for (int d = 0; d < r->dims; d++) order[d] = d < r->dim ? d : d - 1;
    order[r->dim] = r->dims - 1;
    bnl_check(L, bn_tensor_permute(lines, order, &view));
    bnl_push_view(L, index, &view);
}

// The tensor at `index`, of the same shape as `real`; NULL for nil.
static const bn_tensor *check_imag(lua_State *L, int index, const bn_tensor *real)
{
    if (lua_isnoneornil(L, index)) return NULL;
    const bn_tensor *imag = bnl_check_tensor(L, index);
    bnl_check(L, bn_tensor_check_shape("the imaginary part", imag, real, ", as of the real part"));
    return imag;
}

static int run_complex(lua_State *L, bool inverse)
{
    const bn_tensor *real = bnl_check_tensor(L, 1), *imag = check_imag(L, 2, real);
    const request r = read_request(L, 3, real);
    const int64_t n = length_of(&r);
    lua_settop(L, 3);
    bn_complex_lines in = {.real = push_lines(L, &r, 1, n)};
    if (imag != NULL) in.imag = push_lines(L, &r, 2, n);
    const int first = lua_gettop(L) + 1;
    bn_tensor *out_real = new_lines(L, &r, real, n), *out_imag = new_lines(L, &r, real, n);
    bnl_check(L, bn_fft_complex(lines_of(out_real), n, inverse, &in,
                                &(bn_complex_lines){out_real->data, out_imag->data}));
    push_result(L, &r, first);
    push_result(L, &r, first + 1);
    return 2;
}

static int fft_fft(lua_State *L)
{
    return run_complex(L, false);
}

static int fft_ifft(lua_State *L)
{
    return run_complex(L, true);
}

// The transform that real lines share, from one call to the next; the registry owns it.
static const char kept_key;

static bn_fourier *kept_transform(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &kept_key);
    bn_fourier *kept = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return kept;
}

// A long one is closed, so that memory nobody asked for stays below 64 MB.
static void let_go(bn_fourier *kept)
{
    if (kept->length > 1 << 22) bn_fourier_close(kept);
}

static int close_kept(lua_State *L)
{
    bn_fourier_close(lua_touserdata(L, 1));
    return 0;
}

static void make_kept(lua_State *L)
{
    bn_fourier *kept = lua_newuserdatauv(L, sizeof *kept, 0);
    *kept = (bn_fourier){0};
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, close_kept);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &kept_key);
}

static int fft_rfft(lua_State *L)
{
    const bn_tensor *x = bnl_check_tensor(L, 1);
    const request r = read_request(L, 2, x);
    const int64_t n = length_of(&r);
    lua_settop(L, 2);
    const double *in = push_lines(L, &r, 1, n);
    bn_tensor *real = new_lines(L, &r, x, n / 2 + 1), *imag = new_lines(L, &r, x, n / 2 + 1);
    bn_fourier *kept = kept_transform(L);
    bnl_check(L, bn_fft_real(lines_of(real), n, in, &(bn_complex_lines){real->data, imag->data}, kept));
    let_go(kept);
    push_result(L, &r, 4);
    push_result(L, &r, 5);
    return 2;
}

static int fft_irfft(lua_State *L)
{
    const bn_tensor *real = bnl_check_tensor(L, 1), *imag = check_imag(L, 2, real);
    const request r = read_request(L, 3, real);
    const int64_t by_default = r.extent > 1 ? 2 * (r.extent - 1) : r.extent;
    const int64_t n = r.n > 0 ? r.n : by_default;
    lua_settop(L, 3);
    bn_complex_lines in = {.real = push_lines(L, &r, 1, n / 2 + 1)};
    if (imag != NULL) in.imag = push_lines(L, &r, 2, n / 2 + 1);
    const int first = lua_gettop(L) + 1;
    bn_tensor *out = new_lines(L, &r, real, n);
    bn_fourier *kept = kept_transform(L);
    bnl_check(L, bn_fft_real_inverse(lines_of(out), n, &in, out->data, kept));
    let_go(kept);
    push_result(L, &r, first);
    return 1;
}

static const bnl_function functions[] = {
    {"fft", fft_fft, 3, 1U << 2}, {"ifft", fft_ifft, 3, 1U << 2},
    {"rfft", fft_rfft, 2, 0},     {"irfft", fft_irfft, 3, 1U << 2},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_fft(lua_State *L)
{
    make_kept(L);
    bnl_declare_fields(L, "balnet.fft.options", fields);
    bnl_new_module(L, "balnet.native.fft", functions);
    return 1;
}
