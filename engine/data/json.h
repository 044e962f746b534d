/* Texts in JSON (RFC 8259), read by jansson: a tree of values that keeps integers apart from other numbers. */
#ifndef BN_JSON_H
#define BN_JSON_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    BN_JSON_NULL,
    BN_JSON_FLAG,
    BN_JSON_INTEGER,
    BN_JSON_REAL,
    BN_JSON_TEXT,
    BN_JSON_LIST,
    BN_JSON_OBJECT,
} bn_json_kind;

/* A value, with all that is in it. */
typedef struct json_t bn_json;

/* *json = the value that is all of text[0 ... length), to be freed by the caller. Errors: BN_EFORMAT with the
   source, line and column and what is wrong: no JSON, a name that an object has twice, nesting deeper than 2048,
   an integer of more than 64 bits, a number too large for f64. */
bn_status bn_json_parse(const char *source, const char *text, size_t length, bn_json **json);

/* NULL is allowed. Frees all that is in it. */
void bn_json_free(bn_json *json);

bn_json_kind bn_json_kind_of(const bn_json *json);

/* The value of one of that kind. */
bool bn_json_flag(const bn_json *json);
int64_t bn_json_integer(const bn_json *json);
double bn_json_real(const bn_json *json);
const char *bn_json_text(const bn_json *json, size_t *length);

/* The elements of a list, or the members of an object. */
size_t bn_json_count(const bn_json *json);
const bn_json *bn_json_element(const bn_json *list, size_t index);

/* A walk over the members of an object: at is NULL before the first one. False behind the last. */
typedef struct {
    void *at;
    const char *name; // UTF-8, without zeros
    const bn_json *value;
} bn_json_member;

bool bn_json_next(bn_json *object, bn_json_member *member);

/* Whether a list, of lists, is an array of numbers that f64 holds, all lists of a depth as long as each other, with a
   number at least; null counts as one. Then *shape describes it, as f64. */
bool bn_json_is_array(const bn_json *list, bn_tensor *shape);

/* The numbers of such an array, row-major; null is NaN. */
void bn_json_numbers(const bn_json *list, double *out);

#endif
