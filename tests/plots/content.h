/* The content of a file that a test has written, and what other programs say of it. Include after cmocka.h. */
#ifndef TESTS_CONTENT_H
#define TESTS_CONTENT_H

#include "common/file.h"
#include "common/memory.h"
#include "plots/base/bytes.h"

#include <stdio.h>

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

/* What a program prints of a file; `format` is its command with %s in the place of the path. */
static inline void output_about(const char *format, const char *path, char text[4000])
{
    char command[256];
    snprintf(command, sizeof command, format, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    text[fread(text, 1, 3999, pipe)] = '\0';
    assert_int_equal(pclose(pipe), 0);
}

#endif
