/* libmatio has read a variable with all that is in it when it is described; numbers are of this machine's kinds. */
#include "engine/data/mat.h"

#include "common/file.h"
#include "common/memory.h"
#include "common/utf8.h"

#include <hdf5.h>
#include <inttypes.h>
#include <matio.h>
#include <stdio.h>
#include <string.h>

struct bn_mat {
    mat_t *file;
    char path[BN_FILE_PATH_SIZE];
    bool any; // variable was read
};

// HDF5, which reads version 7.3, prints its errors by default.
typedef struct {
    H5E_auto2_t function;
    void *data;
} hush;

static hush hush_begin(void)
{
    hush kept = {0};
    H5Eget_auto2(H5E_DEFAULT, &kept.function, &kept.data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return kept;
}

static void hush_end(const hush *kept)
{
    H5Eset_auto2(H5E_DEFAULT, kept->function, kept->data);
}

// --- the file ------------------------------------------------------------------------------------

bn_status bn_mat_open(const char *path, bn_mat **mat)
{
    size_t size;
    BN_TRY(bn_file_measure(path, &size));
    bn_mat *opened = bn_memory_allocate(1, sizeof *opened);
    if (opened == NULL) return bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(path));
    snprintf(opened->path, sizeof opened->path, "%s", path);
    const hush kept = hush_begin();
    opened->file = Mat_Open(path, MAT_ACC_RDONLY);
    hush_end(&kept);
    if (opened->file == NULL) {
        bn_memory_free(opened);
        return bn_fault(BN_EFORMAT, "'%s' is no MAT-file", bn_file_shown(path));
    }
    *mat = opened;
    return bn_ok();
}

void bn_mat_close(bn_mat *mat)
{
    if (mat != NULL) Mat_Close(mat->file);
    bn_memory_free(mat);
}

bn_status bn_mat_next(bn_mat *mat, bn_mat_value **value)
{
    const hush kept = hush_begin();
    *value = Mat_VarReadNext(mat->file);
    hush_end(&kept);
    // A file of version 4 begins with no signature, so libmatio takes any bytes for one.
    if (*value == NULL && !mat->any && Mat_GetVersion(mat->file) == MAT_FT_MAT4)
        return bn_fault(BN_EFORMAT, "'%s' is no MAT-file", bn_file_shown(mat->path));
    mat->any = true;
    return bn_ok();
}

void bn_mat_free(bn_mat_value *value)
{
    if (value != NULL) Mat_VarFree(value);
}

// --- what a value is -----------------------------------------------------------------------------

static bn_mat_kind kind_of(const bn_mat_value *value)
{
    switch (value->class_type) {
    case MAT_C_CHAR:
        return BN_MAT_TEXT;
    case MAT_C_CELL:
        return BN_MAT_CELL;
    case MAT_C_STRUCT:
        return BN_MAT_STRUCT;
    case MAT_C_OBJECT:
    case MAT_C_FUNCTION:
    case MAT_C_OPAQUE:
        return BN_MAT_OTHER;
    default:
        return BN_MAT_NUMBERS;
    }
}

static bn_mat_about other(const bn_mat_value *value, const char *reason)
{
    return (bn_mat_about){
        .kind = BN_MAT_OTHER, .name = value->name != NULL ? value->name : "", .reason = reason};
}

static bn_mat_about with_shape(const bn_mat_value *value, bn_mat_about about)
{
    enum { MOST_ELEMENTS_OF_SPARSE = 1 << 27 }; // 1 GB of f64
    int64_t shape[BN_TENSOR_MAX_DIMS];
    if (value->rank > BN_TENSOR_MAX_DIMS) return other(value, "it has more dimensions than a tensor");
    for (int d = 0; d < value->rank; d++) {
        const size_t extent = value->dims[value->rank - 1 - d];
        shape[d] = extent > INT64_MAX ? INT64_MAX : (int64_t)extent;
    }
    const bn_dtype dtype = value->class_type == MAT_C_SINGLE ? BN_F32 : BN_F64;
    if (bn_tensor_describe(dtype, value->rank, shape, NULL, &about.tensor).code != BN_OK)
        return other(value, "it is larger than a tensor can be");
    if (value->class_type == MAT_C_SPARSE && bn_tensor_count(&about.tensor) > MOST_ELEMENTS_OF_SPARSE)
        return other(value, "it is a sparse matrix of more than 2^27 elements");
    return about;
}

bn_mat_about bn_mat_describe(const bn_mat_value *value)
{
    static const int64_t empty[2] = {0, 0};
    bn_mat_about about = {.kind = BN_MAT_NUMBERS, .name = ""};
    if (value == NULL || value->class_type == MAT_C_EMPTY) {
        if (value != NULL && value->name != NULL) about.name = value->name;
        bn_tensor_describe(BN_F64, 2, empty, NULL, &about.tensor);
        return about;
    }
    about.kind = kind_of(value);
    if (value->name != NULL) about.name = value->name;
    about.complex = about.kind == BN_MAT_NUMBERS && value->isComplex != 0;
    if (about.kind == BN_MAT_OTHER)
        return other(value, value->class_type == MAT_C_FUNCTION ? "it is a function" : "it is an object");
    return with_shape(value, about);
}

// --- numbers -------------------------------------------------------------------------------------

static bool is_beyond(int64_t integer)
{
    const int64_t most = INT64_C(1) << 53;
    return integer > most || integer < -most;
}

// The number at `index`; false for an integer that f64 cannot hold.
static bool number_at(const void *data, enum matio_types type, size_t index, double *number)
{
    switch (type) {
    case MAT_T_INT8:
        *number = (double)((const int8_t *)data)[index];
        return true;
    case MAT_T_UINT8:
        *number = (double)((const uint8_t *)data)[index];
        return true;
    case MAT_T_INT16:
        *number = (double)((const int16_t *)data)[index];
        return true;
    case MAT_T_UINT16:
        *number = (double)((const uint16_t *)data)[index];
        return true;
    case MAT_T_INT32:
        *number = (double)((const int32_t *)data)[index];
        return true;
    case MAT_T_UINT32:
        *number = (double)((const uint32_t *)data)[index];
        return true;
    case MAT_T_SINGLE:
        *number = (double)((const float *)data)[index];
        return true;
    case MAT_T_DOUBLE:
        *number = (double)((const double *)data)[index];
        return true;
    case MAT_T_INT64:
        *number = (double)((const int64_t *)data)[index];
        return !is_beyond(((const int64_t *)data)[index]);
    case MAT_T_UINT64:
        *number = (double)((const uint64_t *)data)[index];
        return ((const uint64_t *)data)[index] <= UINT64_C(1) << 53;
    default:
        return false;
    }
}

static void put(bn_tensor *out, int64_t index, double number)
{
    if (out->dtype == BN_F32)
        ((float *)out->data)[index] = (float)number;
    else
        ((double *)out->data)[index] = number;
}

static bn_status damaged(const bn_mat_value *value)
{
    return bn_fault(BN_EFORMAT, "'%s' has fewer elements than its shape says",
                    value->name != NULL ? value->name : "");
}

static const void *part_of(const void *data, bool complex, int part)
{
    if (!complex || data == NULL) return data;
    const mat_complex_split_t *split = data;
    return part == 0 ? split->Re : split->Im;
}

static bn_status convert_full(const bn_mat_value *value, int part, bn_tensor *out)
{
    const int64_t count = bn_tensor_count(out);
    const void *data = part_of(value->data, value->isComplex != 0, part);
    const size_t size = Mat_SizeOf(value->data_type);
    if (count > 0 && (data == NULL || size == 0 || value->nbytes / size < (size_t)count))
        return damaged(value);
    for (int64_t k = 0; k < count; k++) {
        double number = 0;
        if (!number_at(data, value->data_type, (size_t)k, &number))
            return bn_fault(BN_EFORMAT, "element %" PRId64 " is an integer that f64 cannot hold", k + 1);
        put(out, k, number);
    }
    return bn_ok();
}

// rows: those of MATLAB's matrix, which are the columns of `out`
static bn_status convert_column(const mat_sparse_t *sparse, enum matio_types type, const void *data,
                                int64_t column, bn_tensor *out)
{
    const int64_t rows = out->shape[1];
    for (mat_uint32_t k = sparse->jc[column]; k < sparse->jc[column + 1]; k++) {
        double number;
        if (k >= sparse->nir || k >= sparse->ndata || sparse->ir[k] >= rows)
            return bn_fault(BN_EFORMAT, "its sparse elements lie outside of it");
        if (!number_at(data, type, k, &number))
            return bn_fault(BN_EFORMAT, "element %u is an integer that f64 cannot hold", k + 1);
        put(out, column * rows + sparse->ir[k], number);
    }
    return bn_ok();
}

static bn_status convert_sparse(const bn_mat_value *value, int part, bn_tensor *out)
{
    const mat_sparse_t *sparse = value->data;
    const int64_t count = bn_tensor_count(out);
    for (int64_t k = 0; k < count; k++) put(out, k, 0);
    if (count == 0) return bn_ok();
    if (sparse == NULL || out->dims != 2 || sparse->njc < out->shape[0] + 1) return damaged(value);
    const void *data = part_of(sparse->data, value->isComplex != 0, part);
    if (data == NULL && sparse->ndata > 0) return damaged(value);
    for (int64_t column = 0; column < out->shape[0]; column++)
        BN_TRY(convert_column(sparse, value->data_type, data, column, out));
    return bn_ok();
}

bn_status bn_mat_convert(const bn_mat_value *value, int part, bn_tensor *out)
{
    if (value == NULL || value->class_type == MAT_C_EMPTY) return bn_ok();
    return value->class_type == MAT_C_SPARSE ? convert_sparse(value, part, out)
                                             : convert_full(value, part, out);
}

// --- texts ---------------------------------------------------------------------------------------

// The integers that a text consists of.
static enum matio_types integer_type_of(enum matio_types type)
{
    if (type == MAT_T_UTF16) return MAT_T_UINT16;
    if (type == MAT_T_UTF32) return MAT_T_UINT32;
    return type;
}

// The characters in the order of the file, as many as there are, `most` at most.
static int64_t read_points(const bn_mat_value *value, uint32_t *points, int64_t most)
{
    const unsigned char *at = value->data, *end = at + value->nbytes;
    const size_t size = Mat_SizeOf(value->data_type);
    const enum matio_types type = integer_type_of(value->data_type);
    size_t used = 0;
    int64_t count = 0;
    while (count < most && at != NULL && size > 0 && (size_t)(end - at) >= size) {
        if (value->data_type == MAT_T_UTF8) {
            points[count++] = bn_utf8_decode((const char *)at, (size_t)(end - at), &used);
            at += used;
            continue;
        }
        double number = 0;
        if (!number_at(at, type, 0, &number) || !(number >= 0 && number <= 0x10ffff)) return count;
        points[count++] = (uint32_t)number;
        at += size;
    }
    return count;
}

// The second half of a pair that stands for one character beyond 2^16.
static bool is_pair(uint32_t high, uint32_t low)
{
    return high >> 10 == 0x36 && low >> 10 == 0x37;
}

static char *row_of(const uint32_t *points, int64_t rows, int64_t columns, int64_t row, size_t *length)
{
    char *text = bn_memory_allocate(4 * (size_t)columns + 1, 1);
    size_t used = 0;
    for (int64_t j = 0; text != NULL && j < columns; j++) {
        uint32_t point = points[row + j * rows];
        const uint32_t next = j + 1 < columns ? points[row + (j + 1) * rows] : 0;
        if (is_pair(point, next)) {
            point = 0x10000 + ((point & 0x3ff) << 10 | (next & 0x3ff));
            j++;
        }
        used += bn_utf8_encode(point, text + used);
    }
    *length = used;
    return text;
}

bn_status bn_mat_text(const bn_mat_value *value, int64_t row, char **text, size_t *length)
{
    const bn_tensor shape = bn_mat_describe(value).tensor;
    const int64_t rows = shape.shape[shape.dims - 1], count = bn_tensor_count(&shape);
    *text = NULL;
    *length = 0;
    if (rows > 0 && (size_t)count > value->nbytes) return damaged(value);
    uint32_t *points = bn_memory_allocate((size_t)count + 1, sizeof *points);
    const bool whole = points != NULL && read_points(value, points, count) == count;
    if (whole) *text = row_of(points, rows, rows > 0 ? count / rows : 0, row, length);
    bn_memory_free(points);
    if (points != NULL && !whole) return damaged(value);
    return *text != NULL ? bn_ok() : bn_fault(BN_ENOMEM, "no memory for a text");
}

// --- cells and structs ---------------------------------------------------------------------------

// As many as there are, whatever the shape says.
static bool has_place(const bn_mat_value *value, size_t place)
{
    return value->data != NULL && value->data_size > 0 && place < value->nbytes / (size_t)value->data_size;
}

const bn_mat_value *bn_mat_element(const bn_mat_value *cell, int64_t index)
{
    return has_place(cell, (size_t)index) ? ((matvar_t **)cell->data)[index] : NULL;
}

// The functions of libmatio that only look take values that may be changed.
static matvar_t *changeable(const bn_mat_value *value)
{
    return (matvar_t *)(uintptr_t)value;
}

int bn_mat_fields(const bn_mat_value *structs)
{
    return (int)Mat_VarGetNumberOfFields(changeable(structs));
}

const char *bn_mat_field_name(const bn_mat_value *structs, int field)
{
    return Mat_VarGetStructFieldnames(structs)[field];
}

const bn_mat_value *bn_mat_field(const bn_mat_value *structs, int field, int64_t index)
{
    const size_t place = (size_t)index * (size_t)bn_mat_fields(structs) + (size_t)field;
    return has_place(structs, place) ? ((matvar_t **)structs->data)[place] : NULL;
}
