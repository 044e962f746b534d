/* jansson makes the tree; an array of numbers is looked at twice, once for its shape. */
#include "engine/data/json.h"

#include "common/file.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

bn_status bn_json_parse(const char *source, const char *text, size_t length, bn_json **json)
{
    json_error_t error;
    *json = json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
    if (*json != NULL) return bn_ok();
    if (json_error_code(&error) == json_error_out_of_memory)
        return bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(source));
    return bn_fault(BN_EFORMAT, "'%s', line %d, column %d: %s", bn_file_shown(source), error.line,
                    error.column, error.text);
}

void bn_json_free(bn_json *json)
{
    json_decref(json);
}

bn_json_kind bn_json_kind_of(const bn_json *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return BN_JSON_OBJECT;
    case JSON_ARRAY:
        return BN_JSON_LIST;
    case JSON_STRING:
        return BN_JSON_TEXT;
    case JSON_INTEGER:
        return BN_JSON_INTEGER;
    case JSON_REAL:
        return BN_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return BN_JSON_FLAG;
    default:
        return BN_JSON_NULL;
    }
}

bool bn_json_flag(const bn_json *json)
{
    return json_is_true(json);
}

int64_t bn_json_integer(const bn_json *json)
{
    return json_integer_value(json);
}

double bn_json_real(const bn_json *json)
{
    return json_real_value(json);
}

const char *bn_json_text(const bn_json *json, size_t *length)
{
    *length = json_string_length(json);
    return json_string_value(json);
}

size_t bn_json_count(const bn_json *json)
{
    return json_is_array(json) ? json_array_size(json) : json_object_size(json);
}

const bn_json *bn_json_element(const bn_json *list, size_t index)
{
    return json_array_get(list, index);
}

bool bn_json_next(bn_json *object, bn_json_member *member)
{
    member->at = member->at == NULL ? json_object_iter(object) : json_object_iter_next(object, member->at);
    if (member->at == NULL) return false;
    member->name = json_object_iter_key(member->at);
    member->value = json_object_iter_value(member->at);
    return true;
}

// --- arrays of numbers ---------------------------------------------------------------------------

// The extents along the first elements; 0 where an innermost one is no number or there are too many.
static int first_extents(const bn_json *list, int64_t shape[BN_TENSOR_MAX_DIMS])
{
    int dims = 0;
    while (json_is_array(list)) {
        if (dims == BN_TENSOR_MAX_DIMS || json_array_size(list) == 0) return 0;
        shape[dims++] = (int64_t)json_array_size(list);
        list = json_array_get(list, 0);
    }
    return dims;
}

static bool is_number(const bn_json *json)
{
    const int64_t most = INT64_C(1) << 53;
    if (json_is_integer(json)) return json_integer_value(json) <= most && json_integer_value(json) >= -most;
    return json_is_real(json) || json_is_null(json);
}

// numbers: those that are not null are counted
static bool has_extents(const bn_json *json, const int64_t *shape, int dims, int64_t *numbers)
{
    if (dims == 0) {
        *numbers += !json_is_null(json);
        return is_number(json);
    }
    if (!json_is_array(json) || (int64_t)json_array_size(json) != shape[0]) return false;
    for (int64_t i = 0; i < shape[0]; i++)
        if (!has_extents(json_array_get(json, (size_t)i), shape + 1, dims - 1, numbers)) return false;
    return true;
}

bool bn_json_is_array(const bn_json *list, bn_tensor *shape)
{
    int64_t extents[BN_TENSOR_MAX_DIMS] = {0}, numbers = 0;
    const int dims = first_extents(list, extents);
    return dims > 0 && has_extents(list, extents, dims, &numbers) && numbers > 0 &&
           bn_tensor_describe(BN_F64, dims, extents, NULL, shape).code == BN_OK;
}

static double *put_numbers(const bn_json *json, double *out)
{
    if (!json_is_array(json)) {
        *out = json_is_null(json) ? (double)NAN : json_number_value(json);
        return out + 1;
    }
    const size_t count = json_array_size(json);
    for (size_t i = 0; i < count; i++) out = put_numbers(json_array_get(json, i), out);
    return out;
}

void bn_json_numbers(const bn_json *list, double *out)
{
    put_numbers(list, out);
}
