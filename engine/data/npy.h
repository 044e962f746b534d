/* Arrays as NumPy keeps them in a file: the format .npy, versions 1 to 3 (NEP 1, R. Kern 2007). */
#ifndef BN_NPY_H
#define BN_NPY_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stddef.h>

/* A file that was read: its header, and all its bytes, which are freed by bn_npy_free. */
typedef struct {
    bn_tensor tensor; // dtype to read into, and shape: the extents as they lie in the file, last one fastest
    bool fortran;     // the array has these extents in reverse: it is the transpose of the tensor
    bool complex;     // each element is a real and an imaginary part
    char kind;        // 'f', 'i', 'u' or 'b', of an element or of its parts
    int size;         // bytes of that
    bool big_endian;
    unsigned char *bytes;
    bool mapped;         // they are pages of the file
    size_t length, data; // of the file, and where its numbers begin
} bn_npy;

/* Reads the file at `path`. The dtype is f32 for floats of 32 bits, else f64. Errors: BN_EIO, BN_ENOMEM;
   BN_EFORMAT with the path for what is no such file, for elements that are no numbers or wider than 8 bytes a
   part, for more dimensions than a tensor has, and for a file with too few bytes. */
bn_status bn_npy_read(const char *path, bn_npy *npy);

/* Likewise, but the numbers stay on the disk until they are used, as by bn_file_map. Errors: as bn_npy_read. */
bn_status bn_npy_map(const char *path, bn_npy *npy);

/* Whether the numbers lie as a tensor's do: floats of 32 or 64 bits, not complex, in this machine's order of bytes.
   Then *view describes them, valid as long as *npy. */
bool bn_npy_view(const bn_npy *npy, bn_tensor *view);

/* As bn_npy_read, from bytes in memory, which *npy then owns, an error or not; `path` is for messages.
   Errors: as bn_npy_read, but for BN_EIO. */
bn_status bn_npy_parse(const char *path, unsigned char *bytes, size_t length, bn_npy *npy);

/* Converts the numbers. out: contiguous, of the shape and dtype of npy->tensor; part: 0, or 1 for the
   imaginary parts of complex numbers; booleans are 0 and 1. Errors: BN_EFORMAT for an integer beyond 2^53,
   which f64 cannot hold, with its place; `path` is for the message. */
bn_status bn_npy_convert(const bn_npy *npy, const char *path, int part, bn_tensor *out);

/* Safe on a bn_npy that is all zero. */
void bn_npy_free(bn_npy *npy);

enum { BN_NPY_HEADER_SIZE = 320 };

/* The header that goes before the bytes of a contiguous tensor, as version 1; returns its size. */
size_t bn_npy_header(const bn_tensor *tensor, char header[BN_NPY_HEADER_SIZE]);

/* Writes a contiguous tensor, row-major and little-endian, as version 1. Errors: BN_EIO from the system. */
bn_status bn_npy_write(const char *path, const bn_tensor *tensor);

#endif
