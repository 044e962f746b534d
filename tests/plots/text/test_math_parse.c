/* The parser: what it accepts, and the place that an error names. */
#include "plots/text/math_parse.h"
#include "plots/text/math_symbols.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int open_fonts(void **state)
{
    return pl_fonts_open(NULL, NULL, (pl_fonts **)state).code == BN_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
    pl_fonts_close(*state);
    return 0;
}

static pl_tree parsed(const pl_fonts *fonts, const char *string)
{
    pl_tree tree;
    const bn_status status = pl_math_parse(fonts, string, PL_FACE_REGULAR, false, &tree);
    if (status.code != BN_OK) print_error("%s\n", status.message);
    assert_int_equal(status.code, BN_OK);
    return tree;
}

static void expect_fault(const pl_fonts *fonts, const char *string, const char *message)
{
    pl_tree tree;
    const bn_status status = pl_math_parse(fonts, string, PL_FACE_REGULAR, false, &tree);
    assert_string_equal(status.message, message);
    assert_int_equal(status.code, BN_EFORMAT);
}

/* The text of all glyphs in reading order, and the face of each as a letter: r b i t m s. */
static void spell(const pl_tree *tree, uint32_t *codes, char *faces)
{
    size_t count = 0;
    for (uint32_t i = 1; i < tree->count; i++) {
        if (tree->nodes[i].kind != PL_NODE_GLYPH) continue;
        codes[count] = tree->nodes[i].code;
        faces[count++] = "rbitms"[tree->nodes[i].glyph.face];
    }
    codes[count] = 0;
    faces[count] = '\0';
}

static void expect_glyphs(const pl_fonts *fonts, const char *string, const uint32_t *codes, const char *faces)
{
    pl_tree tree = parsed(fonts, string);
    uint32_t found[64];
    char found_faces[64];
    spell(&tree, found, found_faces);
    assert_string_equal(found_faces, faces);
    for (size_t i = 0; faces[i] != '\0'; i++) assert_int_equal(found[i], codes[i]);
    pl_tree_release(&tree);
}

static const pl_node *first_item(const pl_tree *tree)
{
    const pl_node *formula = &tree->nodes[tree->nodes[tree->first_line].first];
    return &tree->nodes[formula->first];
}

static void variables_are_slanted_and_the_rest_upright(void **state)
{
    expect_glyphs(*state, "a $a2\\alpha\\Gamma=$", (const uint32_t[]){'a', ' ', 'a', '2', 0x3B1, 0x393, '='},
                  "rririrr");
    expect_glyphs(*state, "$\\mathrm{a2\\mu}\\mathbf x\\mathtt{y}\\mathcal L$",
                  (const uint32_t[]){'a', '2', 0x3BC, 'x', 'y', 'L'}, "rrrbms");
    expect_glyphs(*state, "$\\mathbb{RE}\\boldsymbol{a1}$", (const uint32_t[]){0x211D, 0x1D53C, 'a', '1'},
                  "rrtb");
}

static void a_switch_holds_to_the_end_of_its_group(void **state)
{
    expect_glyphs(*state, "$a_{\\rm bc}d{\\bf e}f$\\$ $g$",
                  (const uint32_t[]){'a', 'b', 'c', 'd', 'e', 'f', '$', ' ', 'g'}, "irribirri");
}

static void a_bold_text_has_bold_mathematics(void **state)
{
    pl_tree tree;
    assert_int_equal(pl_math_parse(*state, "a$b+1$", PL_FACE_BOLD, false, &tree).code, BN_OK);
    uint32_t codes[8];
    char faces[8];
    spell(&tree, codes, faces);
    assert_string_equal(faces, "btbb");
    pl_tree_release(&tree);
}

static void a_hyphen_is_a_minus_sign_only_between_dollars(void **state)
{
    expect_glyphs(*state, "-$-$", (const uint32_t[]){'-', 0x2212}, "rr");
}

static void words_keep_their_spaces_and_formulas_do_not(void **state)
{
    expect_glyphs(*state, "$\\text{a b} c  d$", (const uint32_t[]){'a', ' ', 'b', 'c', 'd'}, "rrrii");
    expect_glyphs(*state, "$\\log x$", (const uint32_t[]){'l', 'o', 'g', 'x'}, "rrri");
}

static void escaped_signs_mean_themselves(void **state)
{
    expect_glyphs(*state, "5\\$ 3% $\\%\\{\\}\\#\\&\\_\\$$",
                  (const uint32_t[]){'5', '$', ' ', '3', '%', ' ', '%', '{', '}', '#', '&', '_', '$'},
                  "rrrrrrrrrrrrr");
    expect_glyphs(*state, "C:\\dir \\\\", (const uint32_t[]){'C', ':', '\\', 'd', 'i', 'r', ' ', '\\'},
                  "rrrrrrrr");
}

static void a_plain_text_has_no_mathematics(void **state)
{
    pl_tree tree;
    assert_int_equal(pl_math_parse(*state, "$\\x_{", PL_FACE_REGULAR, true, &tree).code, BN_OK);
    uint32_t codes[8];
    char faces[8];
    spell(&tree, codes, faces);
    assert_string_equal(faces, "rrrrr");
    assert_int_equal(codes[1], '\\');
    pl_tree_release(&tree);
}

static void scripts_take_the_item_before_them_in_either_order(void **state)
{
    const char *const strings[] = {"$J_{ij}^2$", "$J^2_{ij}$", "$\\bar J_i^{\\mathrm{same}}$", "$(J)_i^j$"};
    for (int i = 0; i < 3; i++) {
        pl_tree tree = parsed(*state, strings[i]);
        const pl_node *item = first_item(&tree);
        assert_int_equal(item->kind, PL_NODE_SCRIPTS);
        assert_true(item->lower != 0 && item->upper != 0);
        assert_int_equal(tree.nodes[item->body].kind, i == 2 ? PL_NODE_ACCENT : PL_NODE_GLYPH);
        assert_int_equal(item->next, 0);
        pl_tree_release(&tree);
    }
    pl_tree tree = parsed(*state, strings[3]);
    assert_int_equal(first_item(&tree)->code, '(');
    pl_tree_release(&tree);
}

static void primes_are_superscripts_that_others_join(void **state)
{
    expect_glyphs(*state, "$f''^2_0$", (const uint32_t[]){'f', 0x2032, 0x2032, '2', '0'}, "irrrr");
    expect_glyphs(*state, "$'$", (const uint32_t[]){0x2032}, "r");
    expect_fault(*state, "$f'^2^3$", "a second superscript at character 6 of \"$f'^2^3$\"");
}

static void an_accent_takes_the_dot_off_i_and_j(void **state)
{
    expect_glyphs(*state, "$\\bar i\\vec{j}$", (const uint32_t[]){0x131, 0x237}, "ii");
}

static void every_symbol_function_and_accent_is_found_and_has_a_glyph(void **state)
{
    const char *const names[] = {"alpha", "omega",  "zeta",       "#",       "}",     "|",   "to",
                                 "times", "infty",  "propto",     "Vert",    "AA",    "leq", "neq",
                                 "sum",   "langle", "rightarrow", "partial", "nabla", "cdot"};
    const pl_glyph missing = pl_font_glyph(*state, PL_FACE_REGULAR, 0xFFFD);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const pl_symbol *symbol = pl_find_symbol(names[i], strlen(names[i]));
        assert_non_null(symbol);
        assert_string_equal(symbol->name, names[i]);
        assert_int_not_equal(pl_font_glyph(*state, PL_FACE_REGULAR, symbol->code).index, missing.index);
    }
    assert_null(pl_find_symbol("alph", 4));
    assert_null(pl_find_symbol("alphas", 6));
    assert_ptr_equal(pl_find_symbol("into", 2), pl_find_symbol("in", 2));
    assert_non_null(pl_find_function("Pr", 2));
    assert_non_null(pl_find_function("tanh", 4));
    assert_non_null(pl_find_accent("acute", 5));
    assert_non_null(pl_find_accent("widetilde", 9));
}

static void an_error_names_its_place(void **state)
{
    expect_fault(*state, "$a + \\foo$", "unknown command \\foo at character 6 of \"$a + \\foo$\"");
    expect_fault(*state, "\xC3\xA9$\\foo$", "unknown command \\foo at character 3 of \"\xC3\xA9$\\foo$\"");
    expect_fault(*state, "ab $x",
                 "no closing $ for the $ (write \\$ for a dollar sign) at character 4 of \"ab $x\"");
    expect_fault(*state, "$x\n$",
                 "no closing $ for the $ (write \\$ for a dollar sign) at character 1 of \"$x\\n$\"");
    expect_fault(*state, "$x_{i$", "no } for the { at character 4 of \"$x_{i$\"");
    expect_fault(*state, "$x}$", "} without { at character 3 of \"$x}$\"");
    expect_fault(*state, "$\\frac{1}$", "nothing after \\frac at character 10 of \"$\\frac{1}$\"");
    expect_fault(*state, "$x^$", "nothing after ^ at character 4 of \"$x^$\"");
    expect_fault(*state, "$x_1_2$", "a second subscript at character 5 of \"$x_1_2$\"");
    expect_fault(*state, "$\\sqrt[3{x}$", "no ] for the [ at character 7 of \"$\\sqrt[3{x}$\"");
    expect_fault(*state, "$\\left(x$", "no \\right for the \\left at character 2 of \"$\\left(x$\"");
    expect_fault(*state, "$x\\right)$", "\\right without \\left at character 3 of \"$x\\right)$\"");
    expect_fault(*state, "$\\left x\\right.$",
                 "\\left needs a delimiter after it at character 8 of "
                 "\"$\\left x\\right.$\"");
    expect_fault(*state, "$\\text{a$", "no } for the { at character 7 of \"$\\text{a$\"");
    expect_fault(*state, "$\\text a$", "\\text needs { after it at character 8 of \"$\\text a$\"");
    expect_fault(*state, "$\\", "a lone backslash at character 2 of \"$\\\"");
}

static char *repeated(const char *part, size_t times, const char *end)
{
    char *string = calloc(strlen(part) * times + strlen(end) + 2, 1);
    string[0] = '$';
    for (size_t i = 0; i < times; i++) memcpy(string + 1 + i * strlen(part), part, strlen(part));
    strcat(string, end);
    return string;
}

static void deep_nesting_is_refused_and_length_is_not(void **state)
{
    const char *const parts[] = {"{", "\\hat", "x^{", "\\sqrt[", "\\left(", "\\frac{", "\\mathrm{"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char *string = repeated(parts[i], 5000, "");
        pl_tree tree;
        const bn_status status = pl_math_parse(*state, string, PL_FACE_REGULAR, false, &tree);
        assert_int_equal(status.code, BN_EFORMAT);
        assert_non_null(strstr(status.message, "nesting deeper than 24"));
        free(string);
    }
    char *wide = repeated("'+", 30000, "$");
    pl_tree tree = parsed(*state, wide);
    pl_tree_release(&tree);
    free(wide);
    char *long_one = repeated("x", PL_LONGEST_TEXT, "$");
    assert_int_equal(pl_math_parse(*state, long_one, PL_FACE_REGULAR, false, &tree).code, BN_EINVAL);
    free(long_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_slanted_and_the_rest_upright),
        cmocka_unit_test(a_switch_holds_to_the_end_of_its_group),
        cmocka_unit_test(a_bold_text_has_bold_mathematics),
        cmocka_unit_test(a_hyphen_is_a_minus_sign_only_between_dollars),
        cmocka_unit_test(words_keep_their_spaces_and_formulas_do_not),
        cmocka_unit_test(escaped_signs_mean_themselves),
        cmocka_unit_test(a_plain_text_has_no_mathematics),
        cmocka_unit_test(scripts_take_the_item_before_them_in_either_order),
        cmocka_unit_test(primes_are_superscripts_that_others_join),
        cmocka_unit_test(an_accent_takes_the_dot_off_i_and_j),
        cmocka_unit_test(every_symbol_function_and_accent_is_found_and_has_a_glyph),
        cmocka_unit_test(an_error_names_its_place),
        cmocka_unit_test(deep_nesting_is_refused_and_length_is_not),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
