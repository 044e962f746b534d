/* libmatio writes to a file alone: to one in memory, so that the file on the disk is put in place whole. */
#include "engine/data/mat.h"

#include "common/file.h"
#include "common/memory.h"
#include "common/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <matio.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const bn_word bn_mat_class_words[] = {
    {BN_MAT_DOUBLE, "double", "f64"},
    {BN_MAT_SINGLE, "single", "f32"},
    {BN_MAT_INT8, "int8", "whole numbers"},
    {BN_MAT_UINT8, "uint8", "whole numbers"},
    {BN_MAT_INT16, "int16", "whole numbers"},
    {BN_MAT_UINT16, "uint16", "whole numbers"},
    {BN_MAT_INT32, "int32", "whole numbers"},
    {BN_MAT_UINT32, "uint32", "whole numbers"},
    {BN_MAT_INT64, "int64", "whole numbers"},
    {BN_MAT_UINT64, "uint64", "whole numbers"},
    {BN_MAT_LOGICAL, "logical", "0 and 1"},
    {BN_MAT_SPARSE, "sparse", "a matrix of which only what is not 0 is kept"},
    {0},
};

// How a class is kept: MATLAB's class and type, bytes, and the range of its numbers, of which the last is left out.
typedef struct {
    enum matio_classes class;
    enum matio_types type;
    size_t size;
    double least, beyond; // equal for floats
} storage;

static const storage storages[] = {
    [BN_MAT_DOUBLE] = {MAT_C_DOUBLE, MAT_T_DOUBLE, 8, 0, 0},
    [BN_MAT_SINGLE] = {MAT_C_SINGLE, MAT_T_SINGLE, 4, 0, 0},
    [BN_MAT_INT8] = {MAT_C_INT8, MAT_T_INT8, 1, -0x1p7, 0x1p7},
    [BN_MAT_UINT8] = {MAT_C_UINT8, MAT_T_UINT8, 1, 0, 0x1p8},
    [BN_MAT_INT16] = {MAT_C_INT16, MAT_T_INT16, 2, -0x1p15, 0x1p15},
    [BN_MAT_UINT16] = {MAT_C_UINT16, MAT_T_UINT16, 2, 0, 0x1p16},
    [BN_MAT_INT32] = {MAT_C_INT32, MAT_T_INT32, 4, -0x1p31, 0x1p31},
    [BN_MAT_UINT32] = {MAT_C_UINT32, MAT_T_UINT32, 4, 0, 0x1p32},
    [BN_MAT_INT64] = {MAT_C_INT64, MAT_T_INT64, 8, -0x1p63, 0x1p63},
    [BN_MAT_UINT64] = {MAT_C_UINT64, MAT_T_UINT64, 8, 0, 0x1p64},
    [BN_MAT_LOGICAL] = {MAT_C_UINT8, MAT_T_UINT8, 1, 0, 2},
    [BN_MAT_SPARSE] = {MAT_C_SPARSE, MAT_T_DOUBLE, 8, 0, 0},
};

bool bn_mat_is_name(const char *name)
{
    enum { LONGEST_NAME = 63 };
    const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const size_t length = strlen(name);
    return length > 0 && length <= LONGEST_NAME && strchr(letters, name[0]) != NULL &&
           strspn(name, all) == length;
}

// --- numbers -------------------------------------------------------------------------------------

static double number_of(const bn_tensor *tensor, int64_t index)
{
    return tensor->dtype == BN_F32 ? (double)((const float *)tensor->data)[index]
                                   : ((const double *)tensor->data)[index];
}

static void put_integer(const storage *kept, void *out, int64_t index, double number)
{
    uint64_t bits = number < 0 ? (uint64_t)(int64_t)number : (uint64_t)number;
    unsigned char *at = (unsigned char *)out + (size_t)index * kept->size;
    for (size_t i = 0; i < kept->size; i++, bits >>= 8)
        at[i] = (unsigned char)bits; // as on the machines we have
}

static bn_status put_number(bn_mat_class class, void *out, int64_t index, double number)
{
    const storage *kept = &storages[class];
    if (kept->least < kept->beyond) {
        if (!(number >= kept->least && number < kept->beyond && number == floor(number)))
            return bn_fault(BN_EINVAL, "element %" PRId64 " is %.17g, which is no %s", index + 1, number,
                            bn_word_of(bn_mat_class_words, (int)class));
        put_integer(kept, out, index, number);
    } else if (class == BN_MAT_SINGLE) {
        ((float *)out)[index] = (float)number;
    } else {
        ((double *)out)[index] = number;
    }
    return bn_ok();
}

// *data = the numbers in the class, to be freed by the caller.
static bn_status convert(bn_mat_class class, const bn_tensor *tensor, void **data)
{
    const int64_t count = bn_tensor_count(tensor);
    *data = bn_memory_allocate((size_t)count + 1, storages[class].size);
    if (*data == NULL) return bn_fault(BN_ENOMEM, "no memory for %" PRId64 " numbers", count);
    for (int64_t k = 0; k < count; k++) BN_TRY(put_number(class, *data, k, number_of(tensor, k)));
    return bn_ok();
}

// MATLAB's extents: in reverse, and two at least.
static int dims_of(const bn_tensor *tensor, size_t dims[BN_TENSOR_MAX_DIMS])
{
    dims[0] = dims[1] = 1;
    if (tensor->dims == 1) dims[1] = (size_t)tensor->shape[0];
    for (int d = 0; tensor->dims > 1 && d < tensor->dims; d++)
        dims[d] = (size_t)tensor->shape[tensor->dims - 1 - d];
    return tensor->dims > 1 ? tensor->dims : 2;
}

static bn_status created(bn_mat_value *made, bn_mat_value **value)
{
    *value = made;
    return made != NULL ? bn_ok() : bn_fault(BN_ENOMEM, "no memory for a value of a MAT-file");
}

static bn_status create_full(const char *name, bn_mat_class class, const bn_tensor *shape, void *real,
                             void *imag, bn_mat_value **value)
{
    size_t dims[BN_TENSOR_MAX_DIMS];
    const int rank = dims_of(shape, dims);
    mat_complex_split_t split = {.Re = real, .Im = imag};
    const int flags = (imag != NULL ? MAT_F_COMPLEX : 0) | (class == BN_MAT_LOGICAL ? MAT_F_LOGICAL : 0);
    return created(Mat_VarCreate(name, storages[class].class, storages[class].type, rank, dims,
                                 imag != NULL ? (void *)&split : real, flags),
                   value);
}

// --- sparse matrices -----------------------------------------------------------------------------

typedef struct {
    mat_uint32_t *rows, *begins; // of the elements, column by column; where each column begins
    double *real, *imag;
    mat_uint32_t count;
} elements;

static void free_elements(elements *e)
{
    bn_memory_free(e->rows);
    bn_memory_free(e->begins);
    bn_memory_free(e->real);
    bn_memory_free(e->imag);
}

static bool allocate_elements(elements *e, size_t most, size_t columns, bool complex)
{
    e->rows = bn_memory_allocate(most + 1, sizeof *e->rows);
    e->begins = bn_memory_allocate(columns + 1, sizeof *e->begins);
    e->real = bn_memory_allocate(most + 1, sizeof *e->real);
    if (complex) e->imag = bn_memory_allocate(most + 1, sizeof *e->imag);
    return e->rows != NULL && e->begins != NULL && e->real != NULL && (!complex || e->imag != NULL);
}

// real: columns x rows
static void collect(const bn_tensor *real, const bn_tensor *imag, elements *e)
{
    const int64_t columns = real->shape[0], rows = real->shape[1];
    for (int64_t k = 0; k < columns * rows; k++) {
        const double x = number_of(real, k), y = imag != NULL ? number_of(imag, k) : 0;
        if (k % rows == 0) e->begins[k / rows] = e->count;
        if (x == 0 && y == 0) continue;
        e->rows[e->count] = (mat_uint32_t)(k % rows);
        e->real[e->count] = x;
        if (imag != NULL) e->imag[e->count] = y;
        e->count++;
    }
    e->begins[columns] = e->count;
}

static bn_status create_sparse(const char *name, const bn_tensor *real, elements *e, bn_mat_value **value)
{
    size_t dims[BN_TENSOR_MAX_DIMS];
    const int rank = dims_of(real, dims);
    mat_complex_split_t split = {.Re = e->real, .Im = e->imag};
    mat_sparse_t sparse = {.nzmax = e->count,
                           .ir = e->rows,
                           .nir = e->count,
                           .jc = e->begins,
                           .njc = (mat_uint32_t)dims[1] + 1,
                           .ndata = e->count,
                           .data = e->imag != NULL ? (void *)&split : e->real};
    return created(Mat_VarCreate(name, MAT_C_SPARSE, MAT_T_DOUBLE, rank, dims, &sparse,
                                 e->imag != NULL ? MAT_F_COMPLEX : 0),
                   value);
}

static bn_status new_sparse(const char *name, const bn_tensor *real, const bn_tensor *imag,
                            bn_mat_value **value)
{
    char shape[100];
    if (real->dims != 2 || bn_tensor_count(real) >= INT32_MAX)
        return bn_fault(BN_EINVAL, "a sparse matrix was needed; %s was given",
                        bn_tensor_shape_text(real, shape, sizeof shape));
    elements e = {.count = 0};
    bn_status status = bn_fault(BN_ENOMEM, "no memory for a sparse matrix");
    if (allocate_elements(&e, (size_t)bn_tensor_count(real), (size_t)real->shape[0], imag != NULL)) {
        if (bn_tensor_count(real) > 0) collect(real, imag, &e);
        status = create_sparse(name, real, &e, value);
    }
    free_elements(&e);
    return status;
}

bn_status bn_mat_new_numbers(const char *name, bn_mat_class class, const bn_tensor *real,
                             const bn_tensor *imag, bn_mat_value **value)
{
    if (class == BN_MAT_SPARSE) return new_sparse(name, real, imag, value);
    void *parts[2] = {NULL, NULL};
    bn_status status = convert(class, real, &parts[0]);
    if (status.code == BN_OK && imag != NULL) status = convert(class, imag, &parts[1]);
    if (status.code == BN_OK) status = create_full(name, class, real, parts[0], parts[1], value);
    bn_memory_free(parts[0]);
    bn_memory_free(parts[1]);
    return status;
}

bn_status bn_mat_new_integer(const char *name, int64_t integer, bn_mat_value **value)
{
    size_t dims[2] = {1, 1};
    return created(Mat_VarCreate(name, MAT_C_INT64, MAT_T_INT64, 2, dims, &integer, 0), value);
}

// --- texts ---------------------------------------------------------------------------------------

/* In UTF-8, as SciPy writes texts: of those in 16 bits a character, as MATLAB writes them, it reads the lower 8
   unless it is told more. */
bn_status bn_mat_new_text(const char *name, const char *text, size_t length, bn_mat_value **value)
{
    size_t dims[2] = {length > 0 ? 1 : 0, 0}, taken = 0, used = 0;
    char *valid = bn_memory_allocate(length + 1, BN_UTF8_LONGEST);
    if (valid == NULL) return bn_fault(BN_ENOMEM, "no memory for a text");
    for (size_t at = 0; at < length; at += taken, dims[1]++)
        used += bn_utf8_encode(bn_utf8_decode(text + at, length - at, &taken), valid + used);
    const bn_status status = created(Mat_VarCreate(name, MAT_C_CHAR, MAT_T_UTF8, 2, dims, valid, 0), value);
    bn_memory_free(valid);
    return status;
}

// --- cells and structs ---------------------------------------------------------------------------

bn_status bn_mat_new_cell(const char *name, int64_t count, bn_mat_value **value)
{
    size_t dims[2] = {count > 0 ? 1 : 0, (size_t)count};
    return created(Mat_VarCreate(name, MAT_C_CELL, MAT_T_CELL, 2, dims, NULL, 0), value);
}

bn_status bn_mat_new_struct(const char *name, const char *const *fields, bn_mat_value **value)
{
    const size_t dims[2] = {1, 1};
    unsigned count = 0;
    while (fields[count] != NULL) count++;
    return created(
        Mat_VarCreateStruct(name, 2, (size_t[2]){dims[0], dims[1]}, (const char **)(uintptr_t)fields, count),
        value);
}

void bn_mat_set_element(bn_mat_value *cell, int64_t index, bn_mat_value *element)
{
    Mat_VarSetCell(cell, (int)index, element);
}

void bn_mat_set_field(bn_mat_value *structure, const char *field, bn_mat_value *element)
{
    Mat_VarSetStructFieldByName(structure, field, 0, element);
}

// --- the file ------------------------------------------------------------------------------------

static bn_status put_all(const char *memory, bn_mat_value *const *values, size_t count, bool compressed)
{
    // A header of our own: that of libmatio has the time in it.
    mat_t *file = Mat_CreateVer(memory, "MATLAB 5.0 MAT-file, written by balnet", MAT_FT_MAT5);
    if (file == NULL) return bn_fault(BN_EIO, "cannot build a MAT-file in memory");
    bn_status status = bn_ok();
    for (size_t i = 0; i < count && status.code == BN_OK; i++)
        if (Mat_VarWrite(file, values[i], compressed ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE) != 0)
            status = bn_fault(BN_EINVAL, "'%s' cannot be written by libmatio", values[i]->name);
    if (Mat_Close(file) != 0 && status.code == BN_OK)
        status = bn_fault(BN_EIO, "cannot build a MAT-file in memory");
    return status;
}

bn_status bn_mat_write(const char *path, bn_mat_value *const *values, size_t count, bool compressed)
{
    char memory[40];
    unsigned char *bytes = NULL;
    size_t size = 0;
    const int descriptor = memfd_create("mat", MFD_CLOEXEC);
    if (descriptor < 0)
        return bn_fault(BN_EIO, "there is no file in memory to build '%s' in", bn_file_shown(path));
    snprintf(memory, sizeof memory, "/proc/self/fd/%d", descriptor);
    bn_status status = put_all(memory, values, count, compressed);
    if (status.code == BN_OK) status = bn_file_read(memory, &bytes, &size);
    if (status.code == BN_OK) status = bn_file_replace(path, BN_FILE_REGULAR_ONLY, bytes, size);
    bn_memory_free(bytes);
    close(descriptor);
    return status;
}
