/* Fields and words: a configuration gets the defaults of its list, and values out of range are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/field.h"
#include "tests/refused.h"

#include <math.h>

enum { SWEET = 3, SOUR = 7 };

typedef struct {
    double depth;
    int64_t count;
} inner;

typedef struct {
    int taste;
    bool warm;
    inner inner;
    double share, limit, free;
} outer;

static const bn_word tastes[] = {
    {SWEET, "sweet", "as sugar"}, {SOUR, "sour", "as lemons"}, {SOUR, "acid", "the same"}, {0}};

static const bn_field inner_fields[] = {
    {"depth", BN_FIELD_REAL, offsetof(inner, depth), .fallback = 0.5, .above = true, .most = 2.0,
     .below = true, .unit = "m", .help = "of the lake"},
    {"count", BN_FIELD_INTEGER, offsetof(inner, count), .fallback = 4, .least = 1, .most = 1000000,
     .why = "more do not fit", .help = "of fish"},
    {0},
};

static const bn_field outer_fields[] = {
    {"taste", BN_FIELD_WORD, offsetof(outer, taste), .fallback = SOUR, .words = tastes, .help = "of it"},
    {.part = inner_fields, .offset = offsetof(outer, inner)},
    {"warm", BN_FIELD_FLAG, offsetof(outer, warm), .fallback = true, .help = "or not"},
    {"share", BN_FIELD_REAL, offsetof(outer, share), .fallback = NAN, .least = -1.0, .most = 1.0,
     .help = "x"},
    {"limit", BN_FIELD_REAL, offsetof(outer, limit), .most = 1e12, .zero = "no limit", .help = "y"},
    {"free", BN_FIELD_REAL, offsetof(outer, free), .fallback = -3.0, .least = -INFINITY, .most = INFINITY,
     .help = "z"},
    {0},
};

static outer sound(void)
{
    outer config = {0};
    bn_fields_default(outer_fields, &config);
    return config;
}

static void fields_are_counted_through_their_parts(void **state)
{
    (void)state;
    const char *const names[] = {"taste", "depth", "count", "warm", "share", "limit", "free"};
    bn_field field;
    for (size_t i = 0; i < 7; i++) {
        assert_true(bn_field_at(outer_fields, i, &field));
        assert_string_equal(field.name, names[i]);
    }
    assert_false(bn_field_at(outer_fields, 7, &field));
    assert_true(bn_field_named(outer_fields, "count", &field));
    assert_int_equal(field.offset, offsetof(outer, inner.count));
    assert_false(bn_field_named(outer_fields, "inner", &field));
}

static void defaults_reach_every_member(void **state)
{
    (void)state;
    const outer config = sound();
    assert_int_equal(config.taste, SOUR);
    assert_true(config.inner.depth == 0.5 && config.inner.count == 4);
    assert_true(config.warm && isnan(config.share) && config.limit == 0.0 && config.free == -3.0);
    assert_int_equal(bn_fields_check(outer_fields, &config).code, BN_OK);
}

static void a_value_out_of_range_is_reported_with_the_range(void **state)
{
    (void)state;
    outer config = sound();
    config.inner.depth = 0.0;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL,
                   "depth is 0; it must be more than 0 and less than 2 m");
    config.inner.depth = 2.0;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL, "depth is 2;");
    config.inner.depth = -(double)NAN;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL, "depth is ");
    config = sound();
    config.inner.count = 0;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL,
                   "count is 0; it must be from 1 to 1000000 (more do not fit)");
    config = sound();
    config.limit = -1.0;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL,
                   "limit is -1; it must be from 0 (no limit) to 1e12");
    config = sound();
    config.free = (double)INFINITY;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL,
                   "free is inf; it must be a finite number");
}

static void an_infinite_number_is_not_said_to_be_too_small(void **state)
{
    (void)state;
    static const bn_field fields[] = {{"width", BN_FIELD_REAL, 0, .fallback = 1.0, .above = true,
                                       .most = INFINITY, .unit = "m", .help = "w"},
                                      {0}};
    double width = (double)INFINITY;
    assert_refused(bn_fields_check(fields, &width), BN_EINVAL,
                   "width is inf; it must be finite and more than 0 m");
    width = -width;
    assert_refused(bn_fields_check(fields, &width), BN_EINVAL, "width is -inf; it must be more than 0 m");
}

static void a_number_that_may_be_absent_is_checked_where_it_is_given(void **state)
{
    (void)state;
    outer config = sound();
    config.share = 1.0;
    assert_int_equal(bn_fields_check(outer_fields, &config).code, BN_OK);
    config.share = 1.5;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL,
                   "share is 1.5; it must be from -1 to 1");
}

static void a_choice_that_is_no_value_of_the_enumeration_is_refused(void **state)
{
    (void)state;
    outer config = sound();
    config.taste = 0;
    assert_refused(bn_fields_check(outer_fields, &config), BN_EINVAL, "taste is number 0");
}

static void words_and_values_find_each_other_in_any_order(void **state)
{
    (void)state;
    assert_int_equal(bn_word_named(tastes, "sweet")->value, SWEET);
    assert_int_equal(bn_word_named(tastes, "acid")->value, SOUR);
    assert_string_equal(bn_word_of(tastes, SOUR), "sour");
    assert_null(bn_word_named(tastes, "bitter"));
    assert_null(bn_word_named(tastes, NULL));
    assert_null(bn_word_of(tastes, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_counted_through_their_parts),
        cmocka_unit_test(defaults_reach_every_member),
        cmocka_unit_test(a_value_out_of_range_is_reported_with_the_range),
        cmocka_unit_test(an_infinite_number_is_not_said_to_be_too_small),
        cmocka_unit_test(a_number_that_may_be_absent_is_checked_where_it_is_given),
        cmocka_unit_test(a_choice_that_is_no_value_of_the_enumeration_is_refused),
        cmocka_unit_test(words_and_values_find_each_other_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
