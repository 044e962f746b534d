/* The header of an .npy file is a Python dictionary with three known keys. It is searched for the keys, each of
   which is followed by one word; nothing else of Python is understood. */
#include "engine/data/npy.h"

#include "common/file.h"
#include "common/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC_SIZE = 6, ALIGNMENT = 64, MOST_HEADER = 65535 };
static const char magic[MAGIC_SIZE + 1] = "\x93NUMPY";

// --- the header ----------------------------------------------------------------------------------

// The text of the header, ended by a zero, to be freed; NULL with *status for a file that has none.
static char *header_of(const char *path, bn_npy *npy, bn_status *status)
{
    const unsigned char *bytes = npy->bytes;
    *status = bn_fault(BN_EFORMAT, "'%s' is no .npy file", bn_file_shown(path));
    if (npy->length < MAGIC_SIZE + 6 || memcmp(bytes, magic, MAGIC_SIZE) != 0) return NULL;
    const size_t version = bytes[MAGIC_SIZE], start = MAGIC_SIZE + (version == 1 ? 4 : 6);
    size_t size = bytes[8] + ((size_t)bytes[9] << 8);
    if (version != 1) size += ((size_t)bytes[10] << 16) + ((size_t)bytes[11] << 24);
    *status = bn_fault(BN_EFORMAT, "'%s' is of version %zu of .npy; 1 to 3 can be read", bn_file_shown(path),
                       version);
    if (version < 1 || version > 3) return NULL;
    *status = bn_fault(BN_EFORMAT, "'%s' is cut short, or its header is damaged", bn_file_shown(path));
    if (size > MOST_HEADER || size > npy->length - start) return NULL;
    char *header = bn_memory_allocate(size + 1, 1);
    *status = header == NULL ? bn_fault(BN_ENOMEM, "no memory for a header") : bn_ok();
    if (header != NULL) memcpy(header, bytes + start, size);
    npy->data = start + size;
    return header;
}

// What follows 'key': in the header; "" where it has no such key.
static const char *value_of(const char *header, const char *key)
{
    const char *found = strstr(header, key);
    if (found == NULL) return "";
    found += strlen(key);
    return found + strspn(found, "'\": ");
}

static bool read_kind(const char *descr, bn_npy *npy)
{
    const char order = descr[0], kind = order != '\0' ? descr[1] : '\0';
    const int size = kind != '\0' ? atoi(descr + 2) : 0;
    npy->big_endian = order == '>';
    npy->complex = kind == 'c';
    npy->kind = npy->complex ? 'f' : kind;
    npy->size = npy->complex ? size / 2 : size;
    npy->tensor.dtype = npy->kind == 'f' && npy->size == 4 ? BN_F32 : BN_F64;
    const bool width = npy->size == 1 || npy->size == 2 || npy->size == 4 || npy->size == 8;
    if (order == '\0' || strchr("<>|=", order) == NULL || !width) return false;
    return npy->kind == 'i' || npy->kind == 'u' || (npy->kind == 'f' && npy->size > 1) ||
           (npy->kind == 'b' && npy->size == 1);
}

static bn_status read_descr(const char *path, const char *descr, bn_npy *npy)
{
    const char *shown = bn_file_shown(path);
    if (descr[0] == '[')
        return bn_fault(BN_EFORMAT, "'%s' holds records of several values; numbers can be read", shown);
    if (strncmp(descr, "|O", 2) == 0)
        return bn_fault(BN_EFORMAT, "'%s' holds objects of Python, which only Python can read", shown);
    if (read_kind(descr, npy)) return bn_ok();
    return bn_fault(BN_EFORMAT,
                    "'%s' holds elements of the kind '%.*s'; numbers of at most 8 bytes can be read", shown,
                    (int)strcspn(descr, "'\""), descr);
}

// The extents in parentheses; in reverse for Fortran's order.
static bn_status read_shape(const char *path, const char *text, bn_npy *npy)
{
    int64_t extent[BN_TENSOR_MAX_DIMS] = {0}, shape[BN_TENSOR_MAX_DIMS] = {0};
    int dims = 0;
    if (*text++ != '(') return bn_fault(BN_EFORMAT, "'%s' has a header without a shape", bn_file_shown(path));
    for (; (text += strspn(text, ", "))[0] >= '0' && text[0] <= '9'; dims++) {
        if (dims == BN_TENSOR_MAX_DIMS)
            return bn_fault(BN_EFORMAT, "'%s' has more than %d dimensions", bn_file_shown(path),
                            BN_TENSOR_MAX_DIMS);
        char *end;
        extent[dims] = strtoll(text, &end, 10);
        text = end;
    }
    for (int d = 0; d < dims; d++) shape[d] = extent[npy->fortran ? dims - 1 - d : d];
    const bn_status status = bn_tensor_describe(npy->tensor.dtype, dims, shape, NULL, &npy->tensor);
    if (status.code == BN_OK && *text == ')') return status;
    return bn_fault(BN_EFORMAT, "'%s' has a damaged shape. %s", bn_file_shown(path), status.message);
}

// The product can't overflow: a tensor's numbers are bounded.
static bn_status check_length(const char *path, const bn_npy *npy)
{
    const int64_t each = npy->size * (npy->complex ? 2 : 1), count = bn_tensor_count(&npy->tensor);
    const int64_t here = (int64_t)(npy->length - npy->data);
    if (each > 0 && count <= here / each) return bn_ok();
    return bn_fault(BN_EFORMAT,
                    "'%s' is cut short: it has %" PRId64 " bytes of numbers and needs %" PRId64
                    " times %" PRId64,
                    bn_file_shown(path), here, count, each);
}

static bn_status read_header(const char *path, const char *header, bn_npy *npy)
{
    npy->fortran = value_of(header, "fortran_order")[0] == 'T';
    BN_TRY(read_descr(path, value_of(header, "descr"), npy));
    BN_TRY(read_shape(path, value_of(header, "shape"), npy));
    return check_length(path, npy);
}

// Frees the bytes on an error.
static bn_status parse(const char *path, bn_npy *npy)
{
    bn_status status;
    char *header = header_of(path, npy, &status);
    if (header != NULL) status = read_header(path, header, npy);
    bn_memory_free(header);
    if (status.code != BN_OK) bn_npy_free(npy);
    return status;
}

bn_status bn_npy_read(const char *path, bn_npy *npy)
{
    unsigned char *bytes;
    size_t length;
    *npy = (bn_npy){.bytes = NULL};
    BN_TRY(bn_file_read(path, &bytes, &length));
    return bn_npy_parse(path, bytes, length, npy);
}

bn_status bn_npy_map(const char *path, bn_npy *npy)
{
    *npy = (bn_npy){.bytes = NULL, .mapped = true};
    BN_TRY(bn_file_map(path, &npy->bytes, &npy->length));
    return parse(path, npy);
}

bn_status bn_npy_parse(const char *path, unsigned char *bytes, size_t length, bn_npy *npy)
{
    *npy = (bn_npy){.bytes = bytes, .length = length};
    return parse(path, npy);
}

void bn_npy_free(bn_npy *npy)
{
    if (npy->mapped)
        bn_file_unmap(npy->bytes, npy->length);
    else
        bn_memory_free(npy->bytes);
    *npy = (bn_npy){.bytes = NULL};
}

// --- the numbers ---------------------------------------------------------------------------------

static uint64_t bits_of(const unsigned char *at, int size, bool big_endian)
{
    uint64_t bits = 0;
    for (int i = 0; i < size; i++) bits |= (uint64_t)at[big_endian ? size - 1 - i : i] << (8 * i);
    return bits;
}

// A float of 16 bits (IEEE 754-2008 binary16), by the exponent of binary32.
static double half_of(uint64_t bits)
{
    const uint32_t sign = (uint32_t)(bits >> 15) << 31, exponent = (bits >> 10) & 31, fraction = bits & 1023;
    if (exponent == 0) return (sign != 0 ? -1.0 : 1.0) * (double)fraction / 16777216.0; // 2^-24 each
    const uint32_t wide = sign | (exponent == 31 ? 255U : exponent + 112U) << 23 | fraction << 13;
    float value;
    memcpy(&value, &wide, sizeof value);
    return (double)value;
}

static double float_of(uint64_t bits, int size)
{
    const uint32_t narrow = (uint32_t)bits;
    float single;
    double value;
    memcpy(&single, &narrow, sizeof single);
    memcpy(&value, &bits, sizeof value);
    if (size == 2) return half_of(bits);
    return size == 4 ? (double)single : value;
}

// False where f64 cannot hold the integer.
static bool integer_of(uint64_t bits, char kind, int size, double *value)
{
    const uint64_t most = UINT64_C(1) << 53;
    const uint64_t sign = kind == 'i' ? bits >> (8 * size - 1) : 0;
    const uint64_t mask = size == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * size)) - 1;
    const uint64_t magnitude = sign != 0 ? (~bits + 1) & mask : bits;
    *value = sign != 0 ? -(double)magnitude : (double)magnitude;
    return magnitude <= most;
}

// Floats of f32 and f64 in the order of this machine, which is little-endian wherever balnet is built.
static bool lies_ready(const bn_npy *npy)
{
    const uint16_t one = 1;
    return npy->kind == 'f' && npy->size >= 4 && !npy->complex && !npy->big_endian &&
           *(const char *)&one == 1;
}

bool bn_npy_view(const bn_npy *npy, bn_tensor *view)
{
    *view = npy->tensor;
    view->data = npy->bytes + npy->data;
    return lies_ready(npy) && npy->data % (size_t)npy->size == 0;
}

bn_status bn_npy_convert(const bn_npy *npy, const char *path, int part, bn_tensor *out)
{
    const int64_t count = bn_tensor_count(out);
    const int stride = npy->size * (npy->complex ? 2 : 1);
    const unsigned char *at = npy->bytes + npy->data + part * npy->size;
    if (lies_ready(npy)) {
        if (count > 0) memcpy(out->data, at, (size_t)count * (size_t)npy->size);
        return bn_ok();
    }
    for (int64_t k = 0; k < count; k++, at += stride) {
        const uint64_t bits = bits_of(at, npy->size, npy->big_endian);
        double value = (double)(bits != 0);
        if (npy->kind == 'f')
            value = float_of(bits, npy->size);
        else if (npy->kind != 'b' && !integer_of(bits, npy->kind, npy->size, &value))
            return bn_fault(BN_EFORMAT, "'%s' has about %.17g as element %" PRId64 ", which f64 cannot hold",
                            bn_file_shown(path), value, k + 1);
        if (out->dtype == BN_F32)
            ((float *)out->data)[k] = (float)value;
        else
            ((double *)out->data)[k] = value;
    }
    return bn_ok();
}

// --- writing -------------------------------------------------------------------------------------

// Padded so that the numbers begin at a multiple of ALIGNMENT.
size_t bn_npy_header(const bn_tensor *tensor, char header[BN_NPY_HEADER_SIZE])
{
    char shape[BN_TENSOR_MAX_DIMS * 22 + 1] = "";
    size_t used = 0;
    for (int d = 0; d < tensor->dims; d++)
        used += (size_t)snprintf(shape + used, sizeof shape - used, "%" PRId64 ",%s", tensor->shape[d],
                                 d + 1 < tensor->dims ? " " : "");
    if (tensor->dims > 1) shape[used - 1] = '\0'; // Python writes a comma behind a lone extent only
    const size_t start = MAGIC_SIZE + 4;
    const int text = snprintf(header + start, BN_NPY_HEADER_SIZE - start,
                              "{'descr': '<f%zu', 'fortran_order': False, 'shape': (%s), }",
                              bn_dtype_size(tensor->dtype), shape);
    const size_t length = start + (size_t)text + 1;
    const size_t padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    memset(header + length - 1, ' ', padded - length);
    header[padded - 1] = '\n';
    memcpy(header, magic, MAGIC_SIZE);
    header[6] = 1;
    header[7] = 0;
    header[8] = (char)((padded - start) & 255);
    header[9] = (char)((padded - start) >> 8);
    return padded;
}

static bn_status write_all(bn_file *file, const bn_tensor *tensor)
{
    char header[BN_NPY_HEADER_SIZE];
    const size_t size = bn_npy_header(tensor, header);
    BN_TRY(bn_file_write(file, header, size));
    return bn_file_write(file, tensor->data, (size_t)bn_tensor_count(tensor) * bn_dtype_size(tensor->dtype));
}

bn_status bn_npy_write(const char *path, const bn_tensor *tensor)
{
    bn_file file;
    BN_TRY(bn_file_begin(path, BN_FILE_REGULAR_ONLY, &file));
    const bn_status status = write_all(&file, tensor);
    if (status.code == BN_OK) return bn_file_finish(&file);
    bn_file_abandon(&file);
    return status;
}
