/* Tensors as text and as tables. Text shows what fits a terminal: long dimensions are cut in the middle, and
   one number format serves a whole tensor: whole numbers as such, else decimals when the greatest is near 1,
   else powers of ten. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    LINE = 80,
    MOST_ROWS = 11,
    MOST_COLUMNS = 25,
    MOST_BLOCKS = 3,
    NUMBER_SIZE = 40,
    INDENT = 2,
    MOST_EMPTY_ROWS = 1 << 20
};

/* How the numbers of one tensor are written. */
typedef struct {
    bool whole; // no decimals are needed
    double greatest;
    int width;
} number_format;

static int write_number(const number_format *format, double value, char text[NUMBER_SIZE])
{
    if (isnan(value)) return snprintf(text, NUMBER_SIZE, "%*s", format->width, "nan");
    if (isinf(value)) return snprintf(text, NUMBER_SIZE, "%*s", format->width, value > 0.0 ? "inf" : "-inf");
    if (format->whole && format->greatest < 1e7)
        return snprintf(text, NUMBER_SIZE, "%*.0f", format->width, value);
    const bool powers = format->greatest >= 1e5 || format->greatest < 1e-3;
    return snprintf(text, NUMBER_SIZE, powers ? "%*.4e" : "%*.4f", format->width, value);
}

/* The indices of one dimension that are shown: all, or both ends with a gap (-1) between. */
typedef struct {
    int count;
    int64_t index[MOST_COLUMNS];
} shown;

static shown shown_of(int64_t extent, int most)
{
    shown s = {0};
    const int before = most / 2;
    if (extent <= most) {
        for (; s.count < extent; s.count++) s.index[s.count] = s.count;
        return s;
    }
    for (int i = 0; i < before; i++) s.index[s.count++] = i;
    s.index[s.count++] = -1;
    for (int i = most - 1 - before; i > 0; i--) s.index[s.count++] = extent - i;
    return s;
}

/* A tensor as blocks of rows and columns, of which the first few are shown. */
typedef struct {
    bn_tensor tensor; // rows x columns in its last two dimensions
    int64_t blocks;
    shown rows;
    shown columns;
    number_format format;
} layout;

/* The matrix that is block number `block` in row-major order; `index` says where. */
static bn_tensor block_of(const layout *text, int64_t block, int64_t *index)
{
    bn_tensor matrix = text->tensor;
    size_t offset = 0;
    for (int d = matrix.dims - 3; d >= 0; d--) {
        index[d] = block % matrix.shape[d];
        block /= matrix.shape[d];
        offset += (size_t)(index[d] * matrix.stride[d]);
    }
    matrix.data = (unsigned char *)matrix.data + offset * bn_dtype_size(matrix.dtype);
    for (int d = 0; d < 2; d++) {
        matrix.shape[d] = matrix.shape[matrix.dims - 2 + d];
        matrix.stride[d] = matrix.stride[matrix.dims - 2 + d];
    }
    matrix.dims = 2;
    return matrix;
}

static int64_t shown_blocks(const layout *text)
{
    return text->blocks < MOST_BLOCKS ? text->blocks : MOST_BLOCKS;
}

typedef void number_visit(layout *text, double value);

static void visit_shown(layout *text, number_visit *visit)
{
    int64_t index[BN_TENSOR_MAX_DIMS];
    for (int64_t b = 0; b < shown_blocks(text); b++) {
        const bn_tensor matrix = block_of(text, b, index);
        for (int r = 0; r < text->rows.count; r++)
            for (int c = 0; c < text->columns.count; c++) {
                const int64_t at[2] = {text->rows.index[r], text->columns.index[c]};
                if (at[0] >= 0 && at[1] >= 0) visit(text, bn_tensor_get(&matrix, at));
            }
    }
}

static void note_magnitude(layout *text, double value)
{
    if (!isfinite(value)) return;
    if (value != floor(value)) text->format.whole = false;
    if (fabs(value) > text->format.greatest) text->format.greatest = fabs(value);
}

static void note_width(layout *text, double value)
{
    char number[NUMBER_SIZE];
    number_format unpadded = text->format;
    unpadded.width = 0;
    const int width = write_number(&unpadded, value, number);
    if (width > text->format.width) text->format.width = width;
}

static layout lay_out(const bn_tensor *tensor)
{
    layout text = {.tensor = *tensor, .blocks = 1, .format = {.whole = true}};
    if (tensor->dims == 1) bn_tensor_insert_dim(tensor, 0, &text.tensor);
    const int dims = text.tensor.dims;
    for (int d = 0; d < dims - 2; d++) text.blocks *= text.tensor.shape[d];
    text.rows = shown_of(text.tensor.shape[dims - 2], MOST_ROWS);
    text.columns = shown_of(text.tensor.shape[dims - 1], MOST_COLUMNS);
    visit_shown(&text, note_magnitude);
    visit_shown(&text, note_width);
    const int fit = LINE / (INDENT + text.format.width);
    text.columns = shown_of(text.tensor.shape[dims - 1], fit < MOST_COLUMNS ? fit : MOST_COLUMNS);
    return text;
}

static void add_row(luaL_Buffer *buffer, const layout *text, const bn_tensor *matrix, int64_t row)
{
    char number[NUMBER_SIZE];
    luaL_addchar(buffer, '\n');
    if (row < 0) {
        luaL_addstring(buffer, "  ...");
        return;
    }
    for (int c = 0; c < text->columns.count; c++) {
        const int64_t at[2] = {row, text->columns.index[c]};
        if (at[1] < 0)
            snprintf(number, sizeof number, "...");
        else
            write_number(&text->format, bn_tensor_get(matrix, at), number);
        luaL_addstring(buffer, "  ");
        luaL_addstring(buffer, number);
    }
}

/* "(2, 1, :, :)" above a block of a tensor with more than two dimensions. */
static void add_block_name(luaL_Buffer *buffer, const layout *text, const int64_t *index)
{
    char number[NUMBER_SIZE];
    luaL_addstring(buffer, "\n(");
    for (int d = 0; d < text->tensor.dims - 2; d++) {
        snprintf(number, sizeof number, "%lld, ", (long long)index[d] + 1);
        luaL_addstring(buffer, number);
    }
    luaL_addstring(buffer, ":, :)");
}

static void add_blocks(luaL_Buffer *buffer, const layout *text)
{
    int64_t index[BN_TENSOR_MAX_DIMS] = {0};
    for (int64_t b = 0; b < shown_blocks(text); b++) {
        const bn_tensor matrix = block_of(text, b, index);
        if (text->tensor.dims > 2) add_block_name(buffer, text, index);
        for (int r = 0; r < text->rows.count; r++) add_row(buffer, text, &matrix, text->rows.index[r]);
    }
    if (text->blocks > MOST_BLOCKS) luaL_addstring(buffer, "\n...");
}

int bnl_tensor_tostring(lua_State *L)
{
    const bn_tensor *tensor = luaL_checkudata(L, 1, BNL_TENSOR);
    char shape[128];
    luaL_Buffer buffer;
    lua_settop(L, 1);
    if (tensor->data == NULL) {
        lua_pushliteral(L, "tensor (closed)");
        return 1;
    }
    bn_tensor_shape_text(tensor, shape, sizeof shape);
    lua_pushfstring(L, "tensor %s, %s", shape, bn_dtype_name(tensor->dtype));
    luaL_buffinit(L, &buffer);
    lua_pushvalue(L, 2);
    luaL_addvalue(&buffer);
    if (tensor->dims == 0) {
        const double value = bn_tensor_get(tensor, NULL);
        lua_pushfstring(L, ": %f", isnan(value) ? (double)NAN : value); // a NaN without its sign
        luaL_addvalue(&buffer);
    } else if (bn_tensor_count(tensor) > 0) {
        const layout text = lay_out(tensor);
        add_blocks(&buffer, &text);
    }
    luaL_pushresult(&buffer);
    return 1;
}

/* Pushes the elements as nested tables; a tensor without dimensions is a number. */
static void push_table(lua_State *L, const bn_tensor *tensor)
{
    if (tensor->dims == 0) {
        bnl_push_number(L, bn_tensor_get(tensor, NULL));
        return;
    }
    lua_createtable(L, (int)tensor->shape[0], 0);
    for (int64_t i = 0; i < tensor->shape[0]; i++) {
        bn_tensor part;
        bnl_check(L, bn_tensor_select(tensor, 0, i, &part));
        push_table(L, &part);
        lua_rawseti(L, -2, i + 1);
    }
}

/* An empty tensor may have 2^40 rows, each of which would become a table, so the number is limited. */
static void check_empty_rows(lua_State *L, const bn_tensor *tensor)
{
    int64_t rows = 1;
    for (int d = 0; tensor->shape[d] > 0; d++) {
        if (rows > MOST_EMPTY_ROWS / tensor->shape[d])
            luaL_error(L, "an empty tensor of too many rows for a table");
        rows *= tensor->shape[d];
    }
}

static int text_totable(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (bn_tensor_count(tensor) == 0) check_empty_rows(L, tensor);
    for (int d = 0; d < tensor->dims; d++)
        if (tensor->shape[d] > INT32_MAX)
            return luaL_error(L, "a table cannot hold %I entries", (lua_Integer)tensor->shape[d]);
    luaL_checkstack(L, BN_TENSOR_MAX_DIMS + 4, "nested tables");
    push_table(L, tensor);
    return 1;
}

static const bnl_function method_list[] = {{"totable", text_totable, 0, 0}, {NULL, NULL, 0, 0}};

void bnl_tensor_register_text(lua_State *L, int methods, int functions)
{
    (void)functions;
    bnl_tensor_add_methods(L, methods, method_list);
}
