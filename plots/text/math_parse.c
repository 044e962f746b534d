/* The parser: recursive descent, one function a construction. A list reads items until its closer; scripts
   wrap the list's last item; commands are math_command.c's. */
#include "plots/text/math_parse.h"

#include "plots/text/math_grammar.h"
#include "plots/text/math_symbols.h"

#include <string.h>

/* Everything that makes nodes takes at least a byte and makes at most three nodes of it (' makes scripts, a
   list and a prime; ^ scripts and an empty body; \left( a fence, a list and two delimiters out of six). */
enum { NODES_PER_BYTE = 3, NODES_PER_TEXT = 4 };

static bool enter(pl_reader *in)
{
    if (++in->depth <= PL_DEEPEST_TEXT) return true;
    pl_reader_fail(in, in->at, "nesting deeper than %d", PL_DEEPEST_TEXT);
    return false;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A comma between digits groups them and has no space after it. */
static bool groups_digits(const pl_reader *in)
{
    return in->at > 0 && is_digit(in->text[in->at - 1]) && in->at + 1 < in->size &&
           is_digit(in->text[in->at + 1]);
}

static uint32_t read_sign(pl_reader *in)
{
    const bool grouping = groups_digits(in);
    const uint32_t code = pl_reader_code(in);
    switch (code) {
    case '~':
        return pl_reader_add_space(in, 0.25);
    case '-':
        return pl_reader_add_sign(in, 0x2212, PL_ATOM_BINARY);
    case '*':
        return pl_reader_add_sign(in, 0x2217, PL_ATOM_BINARY);
    case ',':
        return pl_reader_add_sign(in, code, grouping ? PL_ATOM_ORDINARY : PL_ATOM_PUNCTUATION);
    default:
        return pl_reader_add_sign(in, code, pl_atom_of(code));
    }
}

uint32_t pl_read_argument(pl_reader *in, pl_name command)
{
    pl_reader_skip_spaces(in);
    const char byte = pl_reader_peek(in);
    if (byte == '\0' || byte == '$' || byte == '}' || byte == '^' || byte == '_' || byte == '\'')
        return pl_reader_fail(in, in->at, "nothing after %s%.*s", command.size > 1 ? "\\" : "",
                              (int)command.size, command.text);
    if (!enter(in)) return 0;
    const size_t opened = in->at;
    uint32_t node;
    if (pl_reader_take(in, '{'))
        node = pl_read_list(in, PL_BY_BRACE, opened, PL_ATOM_ORDINARY);
    else
        node = byte == '\\' ? pl_read_command(in) : read_sign(in);
    in->depth--;
    return node;
}

/* The scripts around the list's last item, which they take as their body if it has none yet. */
static uint32_t scripts_of_last(pl_reader *in, pl_list_builder *list)
{
    pl_node *nodes = in->tree->nodes;
    if (list->last != 0 && nodes[list->last].kind == PL_NODE_SCRIPTS) return list->last;
    const uint32_t scripts = pl_reader_add(in, PL_NODE_SCRIPTS, PL_ATOM_ORDINARY);
    const bool alone = list->last == 0 || nodes[list->last].kind == PL_NODE_SPACE;
    const uint32_t body = alone ? pl_reader_add(in, PL_NODE_LIST, PL_ATOM_ORDINARY) : list->last;
    nodes[scripts].body = body;
    nodes[scripts].atom = nodes[body].atom;
    if (alone)
        pl_list_append(in, list, scripts);
    else
        pl_list_replace_last(in, list, scripts);
    return scripts;
}

static void read_lower(pl_reader *in, pl_list_builder *list)
{
    const size_t at = in->at++;
    pl_node *scripts = &in->tree->nodes[scripts_of_last(in, list)];
    if (scripts->lower != 0) pl_reader_fail(in, at, "a second subscript");
    scripts->lower = pl_read_argument(in, (pl_name){"_", 1});
}

static void read_upper(pl_reader *in, pl_list_builder *list)
{
    const size_t at = in->at++;
    pl_node *scripts = &in->tree->nodes[scripts_of_last(in, list)];
    pl_node *upper = &in->tree->nodes[scripts->upper];
    if (scripts->upper != 0 && !upper->primes) pl_reader_fail(in, at, "a second superscript");
    const uint32_t argument = pl_read_argument(in, (pl_name){"^", 1});
    if (scripts->upper == 0) {
        scripts->upper = argument;
        return;
    }
    upper->primes = false;
    uint32_t *end = &upper->first;
    while (*end != 0) end = &in->tree->nodes[*end].next;
    *end = argument;
}

static void read_primes(pl_reader *in, pl_list_builder *list)
{
    const size_t at = in->at;
    pl_node *scripts = &in->tree->nodes[scripts_of_last(in, list)];
    if (scripts->upper != 0) pl_reader_fail(in, at, "a second superscript");
    pl_list_builder primes = pl_list_begin(in, PL_ATOM_ORDINARY);
    in->tree->nodes[primes.list].primes = true;
    while (pl_reader_take(in, '\''))
        pl_list_append(in, &primes, pl_reader_add_sign(in, 0x2032, PL_ATOM_ORDINARY));
    scripts->upper = primes.list;
}

static void read_item(pl_reader *in, pl_list_builder *list)
{
    const size_t at = in->at;
    switch (pl_reader_peek(in)) {
    case '_':
        read_lower(in, list);
        break;
    case '^':
        read_upper(in, list);
        break;
    case '\'':
        read_primes(in, list);
        break;
    case '\\':
        pl_list_append(in, list, pl_read_command(in));
        break;
    case '{':
        in->at++;
        pl_list_append(in, list, pl_read_list(in, PL_BY_BRACE, at, PL_ATOM_ORDINARY));
        break;
    default:
        pl_list_append(in, list, read_sign(in));
    }
}

static bool take_right(pl_reader *in)
{
    const size_t at = in->at;
    if (pl_reader_peek(in) == '\\' && pl_name_is(pl_reader_command(in), "right")) return true;
    in->at = at;
    return false;
}

static bool take_closer(pl_reader *in, pl_closer by)
{
    switch (by) {
    case PL_BY_DOLLAR:
        return pl_reader_take(in, '$');
    case PL_BY_BRACE:
        return pl_reader_take(in, '}');
    case PL_BY_BRACKET:
        return pl_reader_take(in, ']');
    case PL_BY_RIGHT:
        return take_right(in);
    }
    return false;
}

static bool is_stray(pl_reader *in, pl_closer by, size_t opened)
{
    static const char *const missing[] = {[PL_BY_DOLLAR] =
                                              "no closing $ for the $ (write \\$ for a dollar sign)",
                                          [PL_BY_BRACE] = "no } for the {",
                                          [PL_BY_BRACKET] = "no ] for the [",
                                          [PL_BY_RIGHT] = "no \\right for the \\left"};
    const char byte = pl_reader_peek(in);
    if (byte == '\0' || byte == '$')
        pl_reader_fail(in, opened, "%s", missing[by]);
    else if (byte == '}')
        pl_reader_fail(in, in->at, "} without {");
    return in->status.code != BN_OK;
}

uint32_t pl_read_list(pl_reader *in, pl_closer by, size_t opened, pl_atom atom)
{
    if (!enter(in)) return 0;
    const pl_alphabet outer = in->alphabet;
    pl_list_builder list = pl_list_begin(in, atom);
    for (;;) {
        pl_reader_skip_spaces(in);
        if (take_closer(in, by) || is_stray(in, by, opened)) break;
        read_item(in, &list);
    }
    in->alphabet = outer;
    in->depth--;
    return list.list;
}

static uint32_t read_line(pl_reader *in, bool plain)
{
    pl_list_builder line = pl_list_begin(in, PL_ATOM_PLAIN);
    while (pl_reader_peek(in) != '\0') {
        const size_t at = in->at;
        if (!plain && pl_reader_take(in, '$')) {
            pl_list_append(in, &line, pl_read_list(in, PL_BY_DOLLAR, at, PL_ATOM_PLAIN));
        } else {
            if (!plain) pl_take_escaping(in);
            pl_list_append(in, &line, pl_read_word_glyph(in, in->words));
        }
    }
    return line.list;
}

static void read_lines(pl_reader *in, bool plain)
{
    uint32_t line = in->tree->first_line = read_line(in, plain);
    while (in->at < in->size) {
        in->at++;
        const uint32_t next = read_line(in, plain);
        in->tree->nodes[line].next = next;
        line = next;
    }
}

bn_status pl_math_parse(const pl_fonts *fonts, const char *string, pl_face face, bool plain, pl_tree *tree)
{
    const size_t size = strlen(string);
    if (size > PL_LONGEST_TEXT)
        return bn_fault(BN_EINVAL, "the text has %zu bytes; %d are the most", size, PL_LONGEST_TEXT);
    BN_TRY(pl_tree_create((uint32_t)size * NODES_PER_BYTE + NODES_PER_TEXT, tree));
    const bool bold = face == PL_FACE_BOLD || face == PL_FACE_BOLD_ITALIC;
    pl_reader in = {.fonts = fonts,
                    .text = string,
                    .size = size,
                    .tree = tree,
                    .words = face,
                    .alphabet = {.variables = true, .bold = bold}};
    read_lines(&in, plain);
    if (in.status.code != BN_OK) pl_tree_release(tree);
    return in.status;
}
