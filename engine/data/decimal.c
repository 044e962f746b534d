/* Up to 19 digits are an integer of 64 bits, and small powers of ten are exact in a float whose mantissa has
   as many; one multiplication or division is then rounded once (W. Clinger 1990). Where that float is wider
   than f64, the result is rounded a second time, which is right unless the first result lies next to the middle
   of two f64. All other numbers are left to the C library. */
#include "engine/data/decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_DIGITS = 19, MOST_TEXT = 1100, MOST_EXPONENT = 99999 };

typedef struct {
    uint64_t digits; // without the point
    int count;       // of digits, leading zeros aside
    int exponent;    // of ten
    bool negative;
} decimal;

static const double f64_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { MOST_F64_POWER = 22 };

// --- the text ------------------------------------------------------------------------------------

static inline bool is_digit(const char *at, const char *end)
{
    return at < end && (unsigned)(*at - '0') < 10U;
}

/* Eight digits in one register: neighbours are joined to pairs, those to fours, those to eight (D. Lemire 2021, Number
   parsing at a gigabyte per second). False where another sign is among them, and where bytes lie the other way. */
static inline bool read_eight(const char *at, uint64_t *value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    if (((bytes & high) | ((bytes + UINT64_C(0x0606060606060606)) & high) >> 4) !=
        UINT64_C(0x3333333333333333))
        return false;
    bytes = (bytes & UINT64_C(0x0f0f0f0f0f0f0f0f)) * (10 * 256 + 1) >> 8;
    bytes = (bytes & UINT64_C(0x00ff00ff00ff00ff)) * (100 * 65536 + 1) >> 16;
    *value = (bytes & UINT64_C(0x0000ffff0000ffff)) * (10000 * (UINT64_C(1) << 32) + 1) >> 32;
    return true;
#else
    (void)at, (void)value;
    return false;
#endif
}

// Digits beyond MOST_DIGITS are counted only.
static inline const char *read_digits(const char *at, const char *end, decimal *d)
{
    uint64_t eight;
    while (end - at >= 8 && d->count + 8 <= MOST_DIGITS && (d->digits > 0 || *at != '0') &&
           read_eight(at, &eight)) {
        d->digits = 100000000 * d->digits + eight;
        d->count += 8;
        at += 8;
    }
    for (; is_digit(at, end); at++) {
        if (d->count < MOST_DIGITS) d->digits = 10 * d->digits + (uint64_t)(*at - '0');
        if (d->digits > 0) d->count++;
    }
    return at;
}

// NULL where an exponent has no digits.
static inline const char *read_exponent(const char *at, const char *end, decimal *d)
{
    if (at == end || (*at != 'e' && *at != 'E')) return at;
    at++;
    const bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (!is_digit(at, end)) return NULL;
    int exponent = 0;
    for (; is_digit(at, end); at++)
        if (exponent < MOST_EXPONENT) exponent = 10 * exponent + (*at - '0');
    d->exponent += negative ? -exponent : exponent;
    return at;
}

static inline bool read_decimal(const char *at, const char *end, decimal *d)
{
    *d = (decimal){.negative = at < end && *at == '-'};
    if (at < end && (*at == '-' || *at == '+')) at++;
    const char *whole = at;
    at = read_digits(at, end, d);
    int64_t given = at - whole;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = read_digits(at, end, d);
        given += at - fraction;
        d->exponent = -(int)(at - fraction < MOST_EXPONENT ? at - fraction : MOST_EXPONENT);
    }
    at = given > 0 ? read_exponent(at, end, d) : NULL;
    return at == end;
}

// --- the value -----------------------------------------------------------------------------------

#if LDBL_MANT_DIG == 64
enum { MOST_WIDE_POWER = 27 }; // 5^27 has 63 bits

static const long double wide_powers[] = {
    1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
    1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};

static inline bool by_wide(const decimal *d, double *value)
{
    if (d->count > MOST_DIGITS || d->exponent > MOST_WIDE_POWER || d->exponent < -MOST_WIDE_POWER)
        return false;
    const long double digits = (long double)d->digits;
    const long double wide =
        d->exponent < 0 ? digits / wide_powers[-d->exponent] : digits * wide_powers[d->exponent];
    uint64_t mantissa;
    memcpy(&mantissa, &wide, sizeof mantissa);
    const uint64_t beyond = mantissa & 2047; // the bits that f64 has not: 1024 is the middle
    *value = (double)wide;
    return beyond < 1023 || beyond > 1025;
}
#else
static inline bool by_wide(const decimal *d, double *value)
{
    (void)d, (void)value;
    return false;
}
#endif

static inline bool by_f64(const decimal *d, double *value)
{
    if (d->digits > UINT64_C(1) << 53 || d->count > MOST_DIGITS || d->exponent > MOST_F64_POWER ||
        d->exponent < -MOST_F64_POWER)
        return false;
    const double digits = (double)d->digits;
    *value = d->exponent < 0 ? digits / f64_powers[-d->exponent] : digits * f64_powers[d->exponent];
    return true;
}

// Made once for the process. Of two threads that make it at a time one throws its own away.
static locale_t c_locale(void)
{
    static _Atomic(locale_t) kept;
    static const char name[] = "C";
    locale_t none = (locale_t)0, locale = atomic_load(&kept);
    if (locale != none) return locale;
    locale = newlocale(LC_NUMERIC_MASK, name, (locale_t)0);
    if (locale == none || atomic_compare_exchange_strong(&kept, &none, locale)) return locale;
    freelocale(locale);
    return none;
}

static bool by_library(const char *text, const char *end, double *value)
{
    char copy[MOST_TEXT];
    const size_t size = (size_t)(end - text);
    if (size >= sizeof copy) return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    const locale_t locale = c_locale();
    if (locale == (locale_t)0) return false;
    *value = strtod_l(copy, NULL, locale);
    return true;
}

static bool is_word(const char *text, const char *end, const char *word)
{
    const size_t size = strlen(word);
    return (size_t)(end - text) == size && strncasecmp(text, word, size) == 0;
}

static bool by_word(const char *text, const char *end, double *value)
{
    const bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    if (is_word(text, end, "nan")) {
        *value = (double)NAN;
        return true;
    }
    *value = negative ? -(double)INFINITY : (double)INFINITY;
    return is_word(text, end, "inf") || is_word(text, end, "infinity");
}

bool bn_decimal_read(const char *text, const char *end, double *value)
{
    decimal d;
    if (!read_decimal(text, end, &d)) return by_word(text, end, value);
    if (!by_f64(&d, value) && !by_wide(&d, value)) return by_library(text, end, value);
    if (d.negative) *value = -*value;
    return true;
}
