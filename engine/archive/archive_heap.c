/* Heaps: HDF5 keeps texts of any length and lists of references in global heaps ("GCOL", HDF5 File Format
   Specification III.E), of all its structures the one without a checksum. Version 1.10.8 trusts the sizes in them,
   and did not come back from reading a text out of a damaged one. So they are looked at before HDF5 does. */
#include "engine/archive/archive_internal.h"

#include <string.h>

// Signature, version and three zero bytes. Other data hold these eight bytes by chance once in 2^64 places.
static const char heap_signature[] = "GCOL\1\0\0";
enum {
    SIGNATURE_SIZE = sizeof heap_signature,
    LENGTH_SIZE = 8,
    HEAD_SIZE = SIGNATURE_SIZE + LENGTH_SIZE,
    OBJECT_SIZE = 16
};

static uint64_t length_at(const unsigned char *bytes)
{
    uint64_t length = 0;
    for (int i = LENGTH_SIZE; i-- > 0;) length = length << 8 | bytes[i];
    return length;
}

// An object's number is in its first two bytes; number 0 is what is free, up to the end.
static bool is_sound(const unsigned char *heap, uint64_t left)
{
    if (left < HEAD_SIZE) return false;
    const uint64_t size = length_at(heap + SIGNATURE_SIZE);
    if (size < HEAD_SIZE || size > left) return false;
    uint64_t at = HEAD_SIZE;
    while (size - at >= OBJECT_SIZE) {
        const uint64_t length = length_at(heap + at + OBJECT_SIZE - LENGTH_SIZE);
        if (heap[at] == 0 && heap[at + 1] == 0) return length == size - at;
        if (length > size - at - OBJECT_SIZE) return false;
        const uint64_t padded = (length + 7) / 8 * 8;
        if (padded > size - at - OBJECT_SIZE) return false;
        at += OBJECT_SIZE + padded;
    }
    return true;
}

bool bn_archive_heaps_are_sound(const unsigned char *bytes, size_t size)
{
    const unsigned char *at = bytes;
    while ((at = memmem(at, size - (size_t)(at - bytes), heap_signature, SIGNATURE_SIZE)) != NULL) {
        if (!is_sound(at, size - (size_t)(at - bytes))) return false;
        at++;
    }
    return true;
}
