/* Seal: a 64-bit checksum over eight-byte words in the manner of FNV-1a (Fowler, Noll and Vo 1991), folded
   after each word. Every step can be undone, so two contents that differ in one word never have the same sum.
   It detects damage, not forgery. */
#include "engine/archive/archive_internal.h"

#include "common/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char signature[] = "\x89HDF\r\n\x1a\n";
static const char seal_format[] = "\nbalnet seal %016" PRIx64 "  \n";
enum { SIGNATURE_SIZE = sizeof signature - 1, SEAL_NAME_SIZE = 13 };

static uint64_t stirred(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0x100000001b3);
    return sum ^ sum >> 32;
}

static uint64_t word_at(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

static uint64_t checksum(const unsigned char *bytes, size_t size)
{
    uint64_t sum = stirred(UINT64_C(0xcbf29ce484222325), size);
    size_t i = 0;
    for (; i + 8 <= size; i += 8) sum = stirred(sum, word_at(bytes + i, 8));
    return stirred(sum, word_at(bytes + i, size - i));
}

static void seal_text(const unsigned char *bytes, size_t size, char text[BN_ARCHIVE_SEAL_SIZE + 1])
{
    snprintf(text, BN_ARCHIVE_SEAL_SIZE + 1, seal_format, checksum(bytes, size));
}

void bn_archive_seal(unsigned char *bytes, size_t size)
{
    char text[BN_ARCHIVE_SEAL_SIZE + 1];
    seal_text(bytes, size, text);
    memcpy(bytes + size, text, BN_ARCHIVE_SEAL_SIZE);
}

// HDF5 files may have bytes of another program before them: 512, or that times a power of two. MATLAB's have.
static bool is_hdf5(const unsigned char *bytes, size_t size)
{
    for (size_t at = 0; at + SIGNATURE_SIZE <= size; at = at > 0 ? 2 * at : 512)
        if (memcmp(bytes + at, signature, SIGNATURE_SIZE) == 0) return true;
    return false;
}

bn_status bn_archive_unseal(const char *path, const unsigned char *bytes, size_t *size)
{
    if (!is_hdf5(bytes, *size)) return bn_fault(BN_EFORMAT, "'%s' is no HDF5 file", bn_file_shown(path));
    const unsigned char *seal = bytes + *size - BN_ARCHIVE_SEAL_SIZE;
    if (*size < SIGNATURE_SIZE + BN_ARCHIVE_SEAL_SIZE || memcmp(seal, seal_format, SEAL_NAME_SIZE) != 0)
        return bn_fault(BN_EFORMAT,
                        "'%s' has no seal: it was cut short, or written or changed by another program; "
                        "{ foreign = true } reads those",
                        bn_file_shown(path));
    char fitting[BN_ARCHIVE_SEAL_SIZE + 1];
    seal_text(bytes, *size - BN_ARCHIVE_SEAL_SIZE, fitting);
    if (memcmp(seal, fitting, BN_ARCHIVE_SEAL_SIZE) != 0)
        return bn_fault(BN_EFORMAT, "'%s' is damaged: its bytes are not the ones it was sealed with",
                        bn_file_shown(path));
    *size -= BN_ARCHIVE_SEAL_SIZE;
    return bn_ok();
}
