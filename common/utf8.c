/* UTF-8: the leading byte gives the length and the smallest code point of that length. Bytes that are not
   UTF-8 are replaced one by one, so that decoding always advances. */
#include "common/utf8.h"

#include <stdbool.h>

static bool is_sound(uint32_t code, uint32_t least)
{
    return code >= least && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

static size_t length_of(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

uint32_t bn_utf8_decode(const char *bytes, size_t size, size_t *used)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *at = (const unsigned char *)bytes;
    const size_t length = length_of(at[0]);
    *used = 1;
    if (length == 0 || length > size) return BN_UTF8_REPLACEMENT;

    uint32_t code = at[0] & mask[length];
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return BN_UTF8_REPLACEMENT;
        code = code << 6 | (at[i] & 0x3Fu);
    }
    if (!is_sound(code, least[length])) return BN_UTF8_REPLACEMENT;
    *used = length;
    return code;
}

static char continuation(uint32_t code, unsigned shift)
{
    return (char)(0x80 | (code >> shift & 0x3F));
}

size_t bn_utf8_encode(uint32_t code, char bytes[BN_UTF8_LONGEST])
{
    if (!is_sound(code, 0)) code = BN_UTF8_REPLACEMENT;
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        bytes[1] = continuation(code, 0);
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        bytes[1] = continuation(code, 6);
        bytes[2] = continuation(code, 0);
        return 3;
    }
    bytes[0] = (char)(0xF0 | code >> 18);
    bytes[1] = continuation(code, 12);
    bytes[2] = continuation(code, 6);
    bytes[3] = continuation(code, 0);
    return 4;
}
