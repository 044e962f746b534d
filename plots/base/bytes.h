/* Bytes: a buffer that grows, in which a file is put together before it is written. */
#ifndef PL_BYTES_H
#define PL_BYTES_H

#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised it is empty. Once memory ran out `failed` stays set and additions are dropped, so that it
   is enough to ask once, at the end. */
typedef struct {
    unsigned char *data; // owned
    size_t size, capacity;
    bool failed;
} pl_bytes;

/* Frees the buffer and makes it empty. */
void pl_bytes_release(pl_bytes *bytes);

/* Makes the buffer `size` bytes longer and returns those bytes, uninitialised; NULL when there is no
   memory. */
void *pl_bytes_extend(pl_bytes *bytes, size_t size);

void pl_bytes_add(pl_bytes *bytes, const void *data, size_t size);
void pl_bytes_add_text(pl_bytes *bytes, const char *text);

/* A 32-bit number, most significant byte first. */
void pl_bytes_add_big(pl_bytes *bytes, uint32_t number);

/* Adds text formatted as by printf, of at most 1000 bytes; longer text is cut. */
void pl_bytes_print(pl_bytes *bytes, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The first place at or after `from` where `text` stands, or `size` when it doesn't; the last place of all,
   or size. */
size_t pl_bytes_find(const pl_bytes *bytes, size_t from, const char *text);
size_t pl_bytes_find_last(const pl_bytes *bytes, const char *text);

/* Whether `text` stands at a place. */
bool pl_bytes_has(const pl_bytes *bytes, size_t at, const char *text);

/* A check sum (Fowler, Noll and Vo's FNV-1a of 32 bits) of the bytes from a place to another. */
uint32_t pl_bytes_checksum(const pl_bytes *bytes, size_t from, size_t to);

/* BN_OK; BN_ENOMEM when an addition failed. */
bn_status pl_bytes_status(const pl_bytes *bytes);

/* Writes the bytes to a file, which appears whole or not at all; a device or a pipe at path is written in
   place. Errors: as pl_bytes_status; BN_EIO with the path and the system's reason. */
bn_status pl_bytes_save(const pl_bytes *bytes, const char *path);

#endif
