/* UTF-8: code points from bytes and bytes from code points. */
#ifndef BN_UTF8_H
#define BN_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { BN_UTF8_REPLACEMENT = 0xFFFD, BN_UTF8_LONGEST = 4 };

/* The code point at `bytes`, of which `size` >= 1 are left; *used is how many bytes it took. What is not
   UTF-8 (overlong forms, surrogates, values past U+10FFFF, cut sequences: RFC 3629) gives BN_UTF8_REPLACEMENT
   and takes one byte. */
uint32_t bn_utf8_decode(const char *bytes, size_t size, size_t *used);

/* Writes a code point's 1 to 4 bytes, without a closing zero, and returns how many; a code point without a
   form in UTF-8 is written as BN_UTF8_REPLACEMENT. */
size_t bn_utf8_encode(uint32_t code, char bytes[BN_UTF8_LONGEST]);

#endif
