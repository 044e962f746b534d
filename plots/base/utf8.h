/* UTF-8: code points out of bytes. */
#ifndef PL_UTF8_H
#define PL_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { PL_UTF8_REPLACEMENT = 0xFFFD, PL_UTF8_LONGEST = 4 };

/* The code point at `bytes`, of which `size` >= 1 are left; *used is how many bytes it took. What is not
   UTF-8 (overlong forms, surrogates, values past U+10FFFF, cut sequences: RFC 3629) gives PL_UTF8_REPLACEMENT
   and takes one byte. */
uint32_t pl_utf8_decode(const char *bytes, size_t size, size_t *used);

/* Writes a code point's 1 to 4 bytes, without a closing zero, and returns how many; a code point that UTF-8
   can't write is written as PL_UTF8_REPLACEMENT. */
size_t pl_utf8_encode(uint32_t code, char bytes[PL_UTF8_LONGEST]);

#endif
