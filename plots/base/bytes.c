/* Bytes: capacity doubles; a failed growth is remembered instead of reported, as cairo does with its
   surfaces. */
#include "plots/base/bytes.h"

#include "common/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_CAPACITY = 4096, LONGEST_PRINT = 1001 };

void pl_bytes_release(pl_bytes *bytes)
{
    free(bytes->data);
    *bytes = (pl_bytes){0};
}

static bool grow_to(pl_bytes *bytes, size_t size)
{
    if (size <= bytes->capacity) return true;
    size_t capacity = bytes->capacity > LEAST_CAPACITY ? bytes->capacity : LEAST_CAPACITY;
    while (capacity < size) capacity = capacity > SIZE_MAX / 2 ? size : capacity * 2;
    unsigned char *data = realloc(bytes->data, capacity);
    if (data == NULL) return false;
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

void *pl_bytes_extend(pl_bytes *bytes, size_t size)
{
    if (bytes->failed || size > SIZE_MAX - bytes->size || !grow_to(bytes, bytes->size + size)) {
        bytes->failed = true;
        return NULL;
    }
    void *room = bytes->data + bytes->size;
    bytes->size += size;
    return room;
}

void pl_bytes_add(pl_bytes *bytes, const void *data, size_t size)
{
    if (size == 0) return;
    void *room = pl_bytes_extend(bytes, size);
    if (room != NULL) memcpy(room, data, size);
}

void pl_bytes_add_text(pl_bytes *bytes, const char *text)
{
    pl_bytes_add(bytes, text, strlen(text));
}

void pl_bytes_add_big(pl_bytes *bytes, uint32_t number)
{
    const unsigned char big[4] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
                                  (unsigned char)(number >> 8), (unsigned char)number};
    pl_bytes_add(bytes, big, sizeof big);
}

void pl_bytes_print(pl_bytes *bytes, const char *format, ...)
{
    char text[LONGEST_PRINT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    pl_bytes_add_text(bytes, text);
}

size_t pl_bytes_find(const pl_bytes *bytes, size_t from, const char *text)
{
    if (from >= bytes->size) return bytes->size;
    const unsigned char *found = memmem(bytes->data + from, bytes->size - from, text, strlen(text));
    return found == NULL ? bytes->size : (size_t)(found - bytes->data);
}

size_t pl_bytes_find_last(const pl_bytes *bytes, const char *text)
{
    const size_t length = strlen(text);
    for (size_t at = bytes->size; at >= length && at > 0; at--) {
        if (memcmp(bytes->data + at - length, text, length) == 0) return at - length;
    }
    return bytes->size;
}

bool pl_bytes_has(const pl_bytes *bytes, size_t at, const char *text)
{
    const size_t length = strlen(text);
    return at <= bytes->size && bytes->size - at >= length && memcmp(bytes->data + at, text, length) == 0;
}

uint32_t pl_bytes_checksum(const pl_bytes *bytes, size_t from, size_t to)
{
    uint32_t sum = 2166136261u;
    for (size_t i = from; i < to; i++) sum = (sum ^ bytes->data[i]) * 16777619u;
    return sum;
}

bn_status pl_bytes_status(const pl_bytes *bytes)
{
    return bytes->failed
               ? bn_fault(BN_ENOMEM, "not enough memory for a file of more than %zu bytes", bytes->size)
               : bn_ok();
}

bn_status pl_bytes_save(const pl_bytes *bytes, const char *path)
{
    BN_TRY(pl_bytes_status(bytes));
    return bn_file_replace(path, BN_FILE_OR_DEVICE, bytes->data, bytes->size);
}
