/* Fields: parts are followed by recursion. Lists are short, so a field is found by counting from the
   start. */
#include "common/field.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// Counts `index` down over the fields.
static bool seek(const bn_field *fields, size_t offset, size_t *index, bn_field *field)
{
    for (; fields->name != NULL || fields->part != NULL; fields++) {
        if (fields->part != NULL) {
            if (seek(fields->part, offset + fields->offset, index, field)) return true;
        } else if ((*index)-- == 0) {
            *field = *fields;
            field->offset += offset;
            return true;
        }
    }
    return false;
}

bool bn_field_at(const bn_field *fields, size_t index, bn_field *field)
{
    return seek(fields, 0, &index, field);
}

bool bn_field_named(const bn_field *fields, const char *name, bn_field *field)
{
    for (size_t i = 0; bn_field_at(fields, i, field); i++)
        if (strcmp(field->name, name) == 0) return true;
    return false;
}

void bn_fields_default(const bn_field *fields, void *config)
{
    bn_field field;
    for (size_t i = 0; bn_field_at(fields, i, &field); i++) {
        void *member = (unsigned char *)config + field.offset;
        switch (field.kind) {
        case BN_FIELD_INTEGER:
            *(int64_t *)member = (int64_t)field.fallback;
            break;
        case BN_FIELD_REAL:
            *(double *)member = field.fallback;
            break;
        case BN_FIELD_FLAG:
            *(bool *)member = field.fallback != 0.0;
            break;
        case BN_FIELD_WORD:
            *(int *)member = (int)field.fallback;
            break;
        case BN_FIELD_TENSOR:
        case BN_FIELD_OTHER:
            break;
        }
    }
}

// --- the check -------------------------------------------------------------------------------------------

// The longest range is two bounds with two remarks and a few words.
enum { BOUND_SIZE = 32, REMARK_SIZE = 64, RANGE_SIZE = 240, REASON_SIZE = 160 };

// 1e6, where printf shows 1e+06.
static void write_bound(const bn_field *field, double bound, char text[BOUND_SIZE])
{
    snprintf(text, BOUND_SIZE, field->kind == BN_FIELD_INTEGER ? "%.0f" : "%g", bound);
    char *exponent = strstr(text, "e+");
    if (exponent == NULL) return;
    const char *digits = exponent + 2;
    while (*digits == '0') digits++;
    memmove(exponent + 1, digits, strlen(digits) + 1);
}

static const char *spaced(const char *before, const char *text, const char *behind, char *room, size_t size)
{
    room[0] = '\0';
    if (text != NULL) snprintf(room, size, "%s%s%s", before, text, behind);
    return room;
}

// "from 0 (no limit) to 1e12", "more than 0 and less than 2 tau", "at least 1", "a finite number"
static void write_range(const bn_field *field, char text[RANGE_SIZE])
{
    char least[BOUND_SIZE], most[BOUND_SIZE], zero[REMARK_SIZE], unit[REMARK_SIZE];
    write_bound(field, field->least, least);
    write_bound(field, field->most, most);
    spaced(" (", field->least == 0.0 ? field->zero : NULL, ")", zero, sizeof zero);
    spaced(" ", field->unit, "", unit, sizeof unit);
    const char *lower = field->above ? "more than" : "at least",
               *upper = field->below ? "less than" : "at most";
    if (isinf(field->least) && isinf(field->most))
        snprintf(text, RANGE_SIZE, "a finite number");
    else if (isinf(field->most))
        snprintf(text, RANGE_SIZE, "%s %s%s%s", lower, least, zero, unit);
    else if (field->above || field->below)
        snprintf(text, RANGE_SIZE, "%s %s%s and %s %s%s", lower, least, zero, upper, most, unit);
    else
        snprintf(text, RANGE_SIZE, "from %s%s to %s%s", least, zero, most, unit);
}

static bn_status refuse(const bn_field *field, const char *given, const char *also)
{
    char range[RANGE_SIZE], why[REASON_SIZE];
    write_range(field, range);
    return bn_fault(BN_EINVAL, "%s is %s; it must be %s%s%s", field->name, given, also, range,
                    spaced(" (", field->why, ")", why, sizeof why));
}

static bool is_in_range(const bn_field *field, double value)
{
    const bool over = field->above ? value > field->least : value >= field->least;
    const bool under = field->below ? value < field->most : value <= field->most;
    return over && under;
}

static bn_status check_integer(const bn_field *field, int64_t value)
{
    char given[BOUND_SIZE];
    if (is_in_range(field, (double)value)) return bn_ok();
    snprintf(given, sizeof given, "%" PRId64, value);
    return refuse(field, given, "");
}

static bn_status check_real(const bn_field *field, double value)
{
    char given[BOUND_SIZE];
    if (isnan(value) && isnan(field->fallback)) return bn_ok();
    if (isfinite(value) && is_in_range(field, value)) return bn_ok();
    if (value == field->fallback) return bn_ok(); // an infinite one
    snprintf(given, sizeof given, "%g", isnan(value) ? (double)NAN : value);
    const bool is_too_large = isinf(value) && is_in_range(field, value); // by nothing that the range says
    return refuse(field, given, is_too_large && isfinite(field->least) ? "finite and " : "");
}

static bn_status check_word(const bn_field *field, int value)
{
    if (bn_word_of(field->words, value) != NULL) return bn_ok();
    return bn_fault(BN_EINVAL, "%s is number %d; there is no such choice", field->name, value);
}

static bn_status check_field(const bn_field *field, const void *member)
{
    switch (field->kind) {
    case BN_FIELD_INTEGER:
        return check_integer(field, *(const int64_t *)member);
    case BN_FIELD_REAL:
        return check_real(field, *(const double *)member);
    case BN_FIELD_WORD:
        return check_word(field, *(const int *)member);
    case BN_FIELD_FLAG:
    case BN_FIELD_TENSOR:
    case BN_FIELD_OTHER:
        break;
    }
    return bn_ok();
}

bn_status bn_fields_check(const bn_field *fields, const void *config)
{
    bn_field field;
    for (size_t i = 0; bn_field_at(fields, i, &field); i++)
        BN_TRY(check_field(&field, (const unsigned char *)config + field.offset));
    return bn_ok();
}
