/* The content of a file that a test has written. Include after cmocka.h. */
#ifndef TESTS_CONTENT_H
#define TESTS_CONTENT_H

#include "common/file.h"
#include "common/memory.h"
#include "plots/base/bytes.h"

/* The whole file, released by the caller by pl_bytes_release. */
static inline pl_bytes content_of(const char *path)
{
    unsigned char *read = NULL;
    size_t size = 0;
    assert_int_equal(bn_file_read(path, &read, &size).code, BN_OK);
    pl_bytes bytes = {0};
    pl_bytes_add(&bytes, read, size);
    bn_memory_free(read);
    return bytes;
}

#endif
