/* Seal: 64-bit checksums over eight-byte words in the manner of FNV-1a (Fowler, Noll and Vo 1991), folded after
   each word. Every step can be undone, so two contents that differ in one word never have the same sum. It
   detects damage, not forgery.

   The seal is a text in the data set /balnet_seal, a line each of: the signature, the size of the file, the sum of all
   its bytes, the number of entries, their sums, and the sum of the text itself. The second sum is of the file
   with zeros in its place, the last one of the text with zeros there. Until version 0.1 a line behind the HDF5
   part was the seal. */
#include "engine/archive/archive_internal.h"

#include "common/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char hdf5_signature[] = "\x89HDF\r\n\x1a\n";
static const char signature[] = "\nbalnet seal 2 \n";
static const char line[] = "%016" PRIx64 "\n";
enum {
    HDF5_SIGNATURE_SIZE = sizeof hdf5_signature - 1,
    SIGNATURE_SIZE = sizeof signature - 1,
    LINE_SIZE = 17,
    SIZE_AT = SIGNATURE_SIZE,
    SUM_AT = SIZE_AT + LINE_SIZE,
    COUNT_AT = SUM_AT + LINE_SIZE,
    SUMS_AT = COUNT_AT + LINE_SIZE,
    SUM_DIGITS = LINE_SIZE - 1,
    WORD_SIZE = 8,
};
static const uint64_t first_sum = UINT64_C(0xcbf29ce484222325);

// --- sums ----------------------------------------------------------------------------------------

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

// Continues a sum over the words of the bytes, one after the other.
static uint64_t continued(uint64_t sum, const unsigned char *bytes, size_t size)
{
    size_t i = 0;
    for (; i + WORD_SIZE <= size; i += WORD_SIZE) sum = stirred(sum, word_at(bytes + i, WORD_SIZE));
    return stirred(sum, word_at(bytes + i, size - i));
}

static uint64_t former_checksum(const unsigned char *bytes, size_t size)
{
    return continued(stirred(first_sum, size), bytes, size);
}

// Four sums take turns, since each step waits for the one before it in its sum.
static uint64_t checksum(const void *start, size_t size)
{
    enum { SUMS = 4, ROW = SUMS * WORD_SIZE };
    const unsigned char *bytes = start;
    uint64_t sums[SUMS] = {first_sum, first_sum, first_sum, first_sum};
    uint64_t sum = stirred(first_sum, size);
    size_t i = 0;
    for (; i + ROW <= size; i += ROW)
        for (size_t k = 0; k < SUMS; k++)
            sums[k] = stirred(sums[k], word_at(bytes + i + k * WORD_SIZE, WORD_SIZE));
    for (size_t k = 0; k < SUMS; k++) sum = stirred(sum, sums[k]);
    return continued(sum, bytes + i, size - i);
}

static uint64_t text_sum(const char *text)
{
    return text != NULL ? checksum(text, strlen(text)) : 0;
}

static uint64_t sum_of_tensor(const bn_archive_entry *entry, const void *numbers)
{
    const size_t item = entry->integers ? sizeof(int64_t) : bn_dtype_size(entry->tensor.dtype);
    uint64_t sum = stirred(entry->integers, item);
    size_t count = 1;
    for (int d = 0; d < entry->tensor.dims; d++) {
        sum = stirred(sum, (uint64_t)entry->tensor.shape[d]);
        count *= (size_t)entry->tensor.shape[d];
    }
    return stirred(sum, checksum(numbers, count * item));
}

uint64_t bn_archive_entry_sum(const bn_archive_entry *entry, const void *numbers)
{
    uint64_t value = 0;
    switch (entry->kind) {
    case BN_ARCHIVE_TENSOR:
        value = sum_of_tensor(entry, numbers);
        break;
    case BN_ARCHIVE_TEXT:
        value = text_sum(entry->text);
        break;
    case BN_ARCHIVE_REAL:
        memcpy(&value, &entry->real, sizeof value);
        break;
    case BN_ARCHIVE_INTEGER:
        value = (uint64_t)entry->integer;
        break;
    case BN_ARCHIVE_FLAG:
        value = entry->flag;
        break;
    default:
        break;
    }
    const uint64_t name = stirred(text_sum(entry->path), text_sum(entry->attribute));
    return stirred(stirred(name, (uint64_t)entry->kind), value);
}

// --- the text ------------------------------------------------------------------------------------

size_t bn_archive_seal_size(size_t entries)
{
    return SUMS_AT + (entries + 1) * LINE_SIZE;
}

static void put_line(char *text, uint64_t number)
{
    char digits[LINE_SIZE + 1];
    snprintf(digits, sizeof digits, line, number);
    memcpy(text, digits, LINE_SIZE);
}

void bn_archive_seal_begin(char *text, const uint64_t *sums, size_t count)
{
    memcpy(text, signature, SIGNATURE_SIZE);
    put_line(text + SIZE_AT, 0);
    put_line(text + SUM_AT, 0);
    put_line(text + COUNT_AT, count);
    for (size_t i = 0; i < count; i++) put_line(text + SUMS_AT + i * LINE_SIZE, sums[i]);
    put_line(text + SUMS_AT + count * LINE_SIZE, 0);
}

// The sum of a text in which some digits are zeros; they are put back.
static uint64_t sum_without(void *bytes, size_t size, char *digits)
{
    char kept[SUM_DIGITS];
    memcpy(kept, digits, SUM_DIGITS);
    memset(digits, '0', SUM_DIGITS);
    const uint64_t sum = checksum(bytes, size);
    memcpy(digits, kept, SUM_DIGITS);
    return sum;
}

void bn_archive_seal_end(unsigned char *bytes, size_t size, size_t at, size_t entries)
{
    char *text = (char *)bytes + at;
    const size_t length = bn_archive_seal_size(entries);
    put_line(text + SIZE_AT, size);
    put_line(text + length - LINE_SIZE, sum_without(text, length, text + SUM_AT));
    put_line(text + SUM_AT, sum_without(bytes, size, text + SUM_AT));
}

// Whether the digits are those of the number, and the line ends.
static bool is_line(const char *text, uint64_t number)
{
    char digits[LINE_SIZE];
    put_line(digits, number);
    return memcmp(text, digits, LINE_SIZE) == 0;
}

static uint64_t number_at(const char *text)
{
    uint64_t number = 0;
    for (int i = 0; i < SUM_DIGITS; i++) {
        const char digit = text[i];
        number = number << 4 | (uint64_t)(digit >= 'a' ? digit - 'a' + 10 : digit - '0');
    }
    return number;
}

bool bn_archive_seal_read(char *text, size_t length, size_t *count)
{
    if (length < SUMS_AT + LINE_SIZE || memcmp(text, signature, SIGNATURE_SIZE) != 0) return false;
    *count = (length - SUMS_AT) / LINE_SIZE - 1;
    if (length != bn_archive_seal_size(*count) || !is_line(text + COUNT_AT, *count)) return false;
    char *own = text + length - LINE_SIZE;
    char kept[LINE_SIZE];
    memcpy(kept, own, LINE_SIZE);
    put_line(own, 0);
    const uint64_t sum = sum_without(text, length, text + SUM_AT);
    memcpy(own, kept, LINE_SIZE);
    return is_line(own, sum);
}

uint64_t bn_archive_seal_sum(const char *text, size_t index)
{
    return number_at(text + SUMS_AT + index * LINE_SIZE);
}

// --- the file ------------------------------------------------------------------------------------

// HDF5 files may have bytes of another program before them: 512, or that times a power of two. MATLAB's have.
static bool is_hdf5(const unsigned char *bytes, size_t size)
{
    for (size_t at = 0; at + HDF5_SIGNATURE_SIZE <= size; at = at > 0 ? 2 * at : 512)
        if (memcmp(bytes + at, hdf5_signature, HDF5_SIGNATURE_SIZE) == 0) return true;
    return false;
}

uint64_t bn_archive_length(const unsigned char *bytes, size_t size)
{
    enum { VERSION_AT = HDF5_SIGNATURE_SIZE, OFFSET_SIZE = 8, OLD_AT = 40, OLD_SIZE_AT = 13, NEW_AT = 28 };
    if (size < OLD_AT + OFFSET_SIZE) return 0;
    const bool new = bytes[VERSION_AT] >= 2;
    const unsigned offset_size = bytes[new ? VERSION_AT + 1 : OLD_SIZE_AT];
    if (offset_size != OFFSET_SIZE) return 0;
    return word_at(bytes + (new ? NEW_AT : OLD_AT), OFFSET_SIZE);
}

// The seal that was made for a file of this size; NULL when there is none.
static char *find_seal(unsigned char *bytes, size_t size)
{
    unsigned char *at = bytes;
    for (size_t left = size; left >= SUMS_AT; left = size - (size_t)(at - bytes)) {
        at = memmem(at, left, signature, SIGNATURE_SIZE);
        if (at == NULL || (size_t)(at - bytes) + SUMS_AT > size) return NULL;
        if (is_line((char *)at + SIZE_AT, size)) return (char *)at;
        at++;
    }
    return NULL;
}

static bn_status damaged(const char *path)
{
    return bn_fault(BN_EFORMAT, "'%s' is damaged: its bytes are not the ones it was sealed with",
                    bn_file_shown(path));
}

// The seal of former versions, which followed the HDF5 part.
static const char former_format[] = "\nbalnet seal %016" PRIx64 "  \n";
enum { FORMER_SIZE = 32, FORMER_NAME_SIZE = 13 };

static bool has_former_seal(const unsigned char *bytes, size_t size)
{
    return size >= HDF5_SIGNATURE_SIZE + FORMER_SIZE &&
           memcmp(bytes + size - FORMER_SIZE, former_format, FORMER_NAME_SIZE) == 0 &&
           bytes[size - 1] == '\n';
}

static bn_status check_former_seal(const char *path, const unsigned char *bytes, size_t *size)
{
    char fitting[FORMER_SIZE + 1];
    *size -= FORMER_SIZE;
    snprintf(fitting, sizeof fitting, former_format, former_checksum(bytes, *size));
    return memcmp(bytes + *size, fitting, FORMER_SIZE) == 0 ? bn_ok() : damaged(path);
}

bn_status bn_archive_seal_check(const char *path, unsigned char *bytes, size_t *size, bool *changed)
{
    *changed = false;
    if (!is_hdf5(bytes, *size)) return bn_fault(BN_EFORMAT, "'%s' is no HDF5 file", bn_file_shown(path));
    if (has_former_seal(bytes, *size)) return check_former_seal(path, bytes, size);
    char *seal = find_seal(bytes, *size);
    if (seal != NULL)
        return is_line(seal + SUM_AT, sum_without(bytes, *size, seal + SUM_AT)) ? bn_ok() : damaged(path);
    if (memmem(bytes, *size, signature, SIGNATURE_SIZE) == NULL)
        return bn_fault(BN_EFORMAT,
                        "'%s' has no seal: it was cut short, or written or changed by another program; "
                        "{ foreign = true } reads those",
                        bn_file_shown(path));
    if (bn_archive_length(bytes, *size) != *size)
        return bn_fault(BN_EFORMAT, "'%s' is damaged: it was cut short, or something was put behind it",
                        bn_file_shown(path));
    if (!bn_archive_heaps_are_sound(bytes, *size)) return damaged(path);
    *changed = true;
    return bn_ok();
}
