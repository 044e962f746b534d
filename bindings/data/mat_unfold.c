/* Reading: a cell array becomes a list, a struct a table by its fields. With more than one dimension they become
   lists of lists, row by row. */
#include "bindings/data/mat_values.h"

#include "bindings/common/bnl.h"

#include "common/memory.h"

#include <limits.h>

enum { MOST_DEPTH = 64, PATH_SIZE = 400 };

#define TEXT "balnet.mat.text"

static bool skip(lua_State *L, const bnl_mat_reading *reading, const char *path, const char *reason)
{
    lua_pushstring(L, reason);
    lua_setfield(L, reading->skipped, path);
    lua_pushboolean(L, false);
    return false;
}

// --- numbers -------------------------------------------------------------------------------------

// The extents that the tensor has: without those of one, where that was asked for.
static int kept_extents(const bn_tensor *tensor, bool squeeze, int64_t shape[BN_TENSOR_MAX_DIMS])
{
    int dims = 0;
    for (int d = 0; d < tensor->dims; d++)
        if (!squeeze || tensor->shape[d] != 1) shape[dims++] = tensor->shape[d];
    return dims;
}

static bn_status push_part(lua_State *L, const bn_mat_value *value, const bn_mat_about *about, bool squeeze,
                           int part)
{
    int64_t shape[BN_TENSOR_MAX_DIMS] = {0};
    const int dims = kept_extents(&about->tensor, squeeze, shape);
    const bn_tensor *tensor = bnl_new_tensor(L, about->tensor.dtype, dims, shape);
    bn_tensor out = about->tensor;
    out.data = tensor->data;
    const bn_status status = bn_mat_convert(value, part, &out);
    if (dims == 0) {
        const double number = bn_tensor_get(tensor, NULL);
        lua_pop(L, 1);
        bnl_push_number(L, number);
    } else if (dims > 1) {
        bnl_reverse_dims(L);
    }
    return status;
}

static bn_status push_numbers(lua_State *L, const bn_mat_value *value, const bn_mat_about *about,
                              bool squeeze)
{
    if (!about->complex) return push_part(L, value, about, squeeze, 0);
    lua_createtable(L, 0, 2);
    BN_TRY(push_part(L, value, about, squeeze, 0));
    lua_setfield(L, -2, "real");
    BN_TRY(push_part(L, value, about, squeeze, 1));
    lua_setfield(L, -2, "imag");
    return bn_ok();
}

// --- texts ---------------------------------------------------------------------------------------

static int free_text(lua_State *L)
{
    char **text = lua_touserdata(L, 1);
    bn_memory_free(*text);
    *text = NULL;
    return 0;
}

// Pushes the userdata that owns a text to be read.
static char **push_owner(lua_State *L)
{
    char **text = lua_newuserdatauv(L, sizeof *text, 0);
    *text = NULL;
    if (luaL_newmetatable(L, TEXT)) {
        lua_pushcfunction(L, free_text);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return text;
}

static bn_status push_row(lua_State *L, const bn_mat_value *value, int64_t row)
{
    char **text = push_owner(L);
    size_t length;
    const bn_status status = bn_mat_text(value, row, text, &length);
    lua_pushlstring(L, *text, length);
    bn_memory_free(*text);
    *text = NULL;
    lua_remove(L, -2);
    return status;
}

// One row is a text, several are a list of texts.
static bn_status push_text(lua_State *L, const bn_mat_value *value, const bn_mat_about *about)
{
    const int64_t rows = about->tensor.shape[about->tensor.dims - 1];
    if (bn_tensor_count(&about->tensor) == 0) lua_pushliteral(L, "");
    if (bn_tensor_count(&about->tensor) == 0) return bn_ok();
    if (rows == 1) return push_row(L, value, 0);
    lua_newtable(L);
    for (int64_t i = 0; i < rows; i++) {
        BN_TRY(push_row(L, value, i));
        lua_rawseti(L, -2, i + 1);
    }
    return bn_ok();
}

// --- cells and structs ---------------------------------------------------------------------------

// An array of cells or structs, and where in it.
typedef struct {
    const bn_mat_value *value;
    const bn_mat_about *about;
    const char *path;
    int depth;
    const bnl_mat_reading *reading;
} array;

static void push_element(lua_State *L, const array *a, int64_t place)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s{%lld}", a->path, (long long)place + 1);
    bnl_push_mat_value(L, bn_mat_element(a->value, place), path, a->depth + 1, a->reading);
}

static void push_struct(lua_State *L, const array *a, int64_t place)
{
    char path[PATH_SIZE];
    const int fields = bn_mat_fields(a->value);
    const bool one = bn_tensor_count(&a->about->tensor) == 1;
    lua_createtable(L, 0, fields);
    for (int f = 0; f < fields; f++) {
        const char *name = bn_mat_field_name(a->value, f);
        if (one)
            snprintf(path, sizeof path, "%s.%s", a->path, name);
        else
            snprintf(path, sizeof path, "%s(%lld).%s", a->path, (long long)place + 1, name);
        if (bnl_push_mat_value(L, bn_mat_field(a->value, f, place), path, a->depth + 1, a->reading))
            lua_setfield(L, -2, name);
        else
            lua_pop(L, 1);
    }
}

// Pushes the list along MATLAB's dimension d. place: the index of its first element.
static void push_list(lua_State *L, const array *a, int d, int64_t place)
{
    const bn_tensor *tensor = &a->about->tensor; // its extents are in reverse
    if (d == tensor->dims) {
        (a->about->kind == BN_MAT_CELL ? push_element : push_struct)(L, a, place);
        return;
    }
    const int at = tensor->dims - 1 - d;
    const int64_t extent = tensor->shape[at];
    lua_createtable(L, extent < INT_MAX ? (int)extent : 0, 0);
    for (int64_t i = 0; i < extent; i++) {
        push_list(L, a, d + 1, place + i * tensor->stride[at]);
        lua_rawseti(L, -2, i + 1);
    }
}

// A row or a column is one list.
static void push_array(lua_State *L, const array *a)
{
    bn_mat_about flat = *a->about;
    const int64_t count = bn_tensor_count(&flat.tensor);
    const bool vector = flat.tensor.dims == 2 && (flat.tensor.shape[0] == 1 || flat.tensor.shape[1] == 1);
    if (!vector && count > 0) {
        push_list(L, a, 0, 0);
        return;
    }
    flat.tensor.dims = 1;
    flat.tensor.shape[0] = count;
    flat.tensor.stride[0] = 1;
    array all = *a;
    all.about = &flat;
    push_list(L, &all, 0, 0);
}

static bool push_parts(lua_State *L, const array *a)
{
    // An array without elements may claim any extent.
    if (a->about->kind == BN_MAT_STRUCT && bn_tensor_count(&a->about->tensor) == 1)
        push_struct(L, a, 0);
    else
        push_array(L, a);
    return true;
}

bool bnl_push_mat_value(lua_State *L, const bn_mat_value *value, const char *path, int depth,
                        const bnl_mat_reading *reading)
{
    const bn_mat_about about = bn_mat_describe(value);
    const int top = lua_gettop(L);
    luaL_checkstack(L, 2 * BN_TENSOR_MAX_DIMS + 10, NULL);
    if (about.kind == BN_MAT_OTHER) return skip(L, reading, path, about.reason);
    if (depth > MOST_DEPTH) return skip(L, reading, path, "it is nested deeper than 64");
    if (about.kind == BN_MAT_CELL || about.kind == BN_MAT_STRUCT)
        return push_parts(L, &(array){value, &about, path, depth, reading});
    const bn_status status = about.kind == BN_MAT_TEXT ? push_text(L, value, &about)
                                                       : push_numbers(L, value, &about, reading->squeeze);
    if (status.code == BN_OK) return true;
    if (status.code != BN_EFORMAT) bnl_check(L, status);
    lua_settop(L, top);
    return skip(L, reading, path, status.message);
}
