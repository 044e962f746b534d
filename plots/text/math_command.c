/* The parser's commands: each looks itself up in the table of constructions below, then among the symbols,
   functions and accents of math_symbols.c. A construction adds its node, then reads its arguments, then ties
   them to it. */
#include "plots/text/math_grammar.h"
#include "plots/text/math_symbols.h"

#include <string.h>

bool pl_take_escaping(pl_reader *in)
{
    if (pl_reader_peek(in) != '\\' || in->at + 1 == in->size ||
        strchr("$%#&_{}\\", in->text[in->at + 1]) == NULL)
        return false;
    in->at++;
    return true;
}

uint32_t pl_read_word_glyph(pl_reader *in, pl_face face)
{
    const uint32_t node = pl_reader_add_glyph(in, pl_reader_code(in), face, PL_ATOM_PLAIN);
    in->tree->nodes[node].word = true;
    return node;
}

static uint32_t read_words(pl_reader *in, pl_name command, pl_face face)
{
    pl_reader_skip_spaces(in);
    const size_t opened = in->at;
    if (!pl_reader_take(in, '{'))
        return pl_reader_fail(in, opened, "\\%.*s needs { after it", (int)command.size, command.text);
    pl_list_builder words = pl_list_begin(in, PL_ATOM_ORDINARY);
    for (int open = 1;;) {
        const char byte = pl_reader_peek(in);
        if (byte == '\0') return pl_reader_fail(in, opened, "no } for the {");
        const bool escaped = pl_take_escaping(in);
        if (!escaped && byte == '{') open++;
        if (!escaped && byte == '}' && --open == 0) break;
        if (!escaped && (byte == '{' || byte == '}'))
            in->at++;
        else
            pl_list_append(in, &words, pl_read_word_glyph(in, face));
    }
    in->at++;
    return words.list;
}

typedef struct construction construction;
typedef uint32_t construction_reader(pl_reader *in, pl_name name, const construction *entry);

struct construction {
    const char *name;
    construction_reader *read;
    pl_alphabet alphabet; // of those that set one
    double space;         // of those that are a space, in ems
};

static uint32_t read_fraction(pl_reader *in, pl_name name, const construction *entry)
{
    (void)entry;
    const uint32_t node = pl_reader_add(in, PL_NODE_FRACTION, PL_ATOM_INNER);
    const uint32_t bar = pl_reader_add(in, PL_NODE_RULE, PL_ATOM_PLAIN);
    const uint32_t upper = pl_read_argument(in, name);
    const uint32_t lower = pl_read_argument(in, name);
    pl_node *fraction = &in->tree->nodes[node];
    fraction->ink = bar;
    fraction->upper = upper;
    fraction->lower = lower;
    fraction->full = pl_name_is(name, "dfrac");
    return node;
}

static uint32_t read_root(pl_reader *in, pl_name name, const construction *entry)
{
    (void)entry;
    const uint32_t node = pl_reader_add(in, PL_NODE_ROOT, PL_ATOM_ORDINARY);
    const uint32_t sign = pl_reader_add(in, PL_NODE_ROOT_SIGN, PL_ATOM_PLAIN);
    pl_reader_skip_spaces(in);
    const size_t opened = in->at;
    const uint32_t degree =
        pl_reader_take(in, '[') ? pl_read_list(in, PL_BY_BRACKET, opened, PL_ATOM_ORDINARY) : 0;
    const uint32_t body = pl_read_argument(in, name);
    pl_node *root = &in->tree->nodes[node];
    root->ink = sign;
    root->upper = degree;
    root->body = body;
    return node;
}

static uint32_t read_line_command(pl_reader *in, pl_name name, const construction *entry)
{
    (void)entry;
    const bool over = pl_name_is(name, "overline");
    const uint32_t node = pl_reader_add(in, over ? PL_NODE_OVERLINE : PL_NODE_UNDERLINE, PL_ATOM_ORDINARY);
    const uint32_t rule = pl_reader_add(in, PL_NODE_RULE, PL_ATOM_PLAIN);
    const uint32_t body = pl_read_argument(in, name);
    in->tree->nodes[node].ink = rule;
    in->tree->nodes[node].body = body;
    return node;
}

static uint32_t read_in_alphabet(pl_reader *in, pl_name name, const construction *entry)
{
    const pl_alphabet outer = in->alphabet;
    in->alphabet = entry->alphabet;
    const uint32_t node = pl_read_argument(in, name);
    in->alphabet = outer;
    return node;
}

/* \rm and its like: the alphabet changes up to the end of the group. */
static uint32_t read_switch(pl_reader *in, pl_name name, const construction *entry)
{
    (void)name;
    in->alphabet = entry->alphabet;
    return pl_reader_add_space(in, 0.0);
}

static uint32_t read_operator_name(pl_reader *in, pl_name name, const construction *entry)
{
    pl_list_builder list = pl_list_begin(in, PL_ATOM_OPERATOR);
    pl_list_append(in, &list, read_in_alphabet(in, name, entry));
    return list.list;
}

static uint32_t read_text(pl_reader *in, pl_name name, const construction *entry)
{
    const bool as_around = pl_name_is(name, "text");
    return read_words(in, name, as_around ? in->words : entry->alphabet.face);
}

static uint32_t read_space(pl_reader *in, pl_name name, const construction *entry)
{
    (void)name;
    return pl_reader_add_space(in, entry->space);
}

/* A delimiter after \left or \right: a character, or a command that stands for one. */
static uint32_t read_delimiter(pl_reader *in, pl_name command)
{
    pl_reader_skip_spaces(in);
    const size_t at = in->at;
    if (pl_reader_take(in, '.')) return pl_reader_add_space(in, 0.0);
    uint32_t code = 0;
    if (pl_reader_peek(in) == '\\') {
        const pl_name name = pl_reader_command(in);
        const pl_symbol *symbol = pl_find_symbol(name.text, name.size);
        if (symbol != NULL) code = symbol->code;
    } else if (pl_reader_peek(in) != '\0') {
        code = pl_reader_code(in);
        if (code == '<') code = 0x27E8;
        if (code == '>') code = 0x27E9;
    }
    static const uint32_t delimiters[] = {'(',    ')',    '[',    ']',    '{',    '}',    '|',    '/',
                                          0x2016, 0x27E8, 0x27E9, 0x230A, 0x230B, 0x2308, 0x2309, '\\'};
    for (size_t i = 0; i < sizeof delimiters / sizeof delimiters[0]; i++) {
        if (code == delimiters[i]) return pl_reader_add_glyph(in, code, PL_FACE_REGULAR, PL_ATOM_PLAIN);
    }
    return pl_reader_fail(in, at, "\\%.*s needs a delimiter after it", (int)command.size, command.text);
}

static uint32_t read_fence(pl_reader *in, pl_name name, const construction *entry)
{
    (void)entry;
    const size_t opened = in->at - name.size - 1;
    const uint32_t node = pl_reader_add(in, PL_NODE_FENCE, PL_ATOM_INNER);
    const uint32_t left = read_delimiter(in, name);
    const uint32_t body = pl_read_list(in, PL_BY_RIGHT, opened, PL_ATOM_ORDINARY);
    const uint32_t right = read_delimiter(in, (pl_name){"right", 5});
    pl_node *fence = &in->tree->nodes[node];
    fence->lower = left;
    fence->body = body;
    fence->upper = right;
    return node;
}

#define UPRIGHT .alphabet = {.face = PL_FACE_REGULAR}

static const construction constructions[] = {
    {" ", read_space, .space = 0.25},
    {"!", read_space, .space = -1.0 / 6.0},
    {",", read_space, .space = 1.0 / 6.0},
    {":", read_space, .space = 4.0 / 18.0},
    {";", read_space, .space = 5.0 / 18.0},
    {"quad", read_space, .space = 1.0},
    {"qquad", read_space, .space = 2.0},
    {"frac", .read = read_fraction},
    {"dfrac", .read = read_fraction},
    {"tfrac", .read = read_fraction},
    {"sqrt", .read = read_root},
    {"overline", .read = read_line_command},
    {"underline", .read = read_line_command},
    {"left", .read = read_fence},
    {"text", .read = read_text},
    {"textrm", read_text, UPRIGHT},
    {"textbf", read_text, .alphabet = {.face = PL_FACE_BOLD}},
    {"textit", read_text, .alphabet = {.face = PL_FACE_ITALIC}},
    {"operatorname", read_operator_name, UPRIGHT},
    {"rm", read_switch, UPRIGHT},
    {"bf", read_switch, .alphabet = {.face = PL_FACE_BOLD}},
    {"it", read_switch, .alphabet = {.face = PL_FACE_ITALIC}},
    {"mathrm", read_in_alphabet, UPRIGHT},
    {"mathsf", read_in_alphabet, UPRIGHT},
    {"mathbf", read_in_alphabet, .alphabet = {.face = PL_FACE_BOLD}},
    {"mathit", read_in_alphabet, .alphabet = {.face = PL_FACE_ITALIC}},
    {"mathtt", read_in_alphabet, .alphabet = {.face = PL_FACE_MONO}},
    {"mathcal", read_in_alphabet, .alphabet = {.face = PL_FACE_SERIF_ITALIC}},
    {"mathbb", read_in_alphabet, .alphabet = {.face = PL_FACE_REGULAR, .double_struck = true}},
    {"boldsymbol", read_in_alphabet, .alphabet = {.variables = true, .bold = true}},
};

static const construction *find_construction(pl_name name)
{
    for (size_t i = 0; i < sizeof constructions / sizeof constructions[0]; i++) {
        if (pl_name_is(name, constructions[i].name)) return &constructions[i];
    }
    return NULL;
}

static bool is_integral(uint32_t code)
{
    return code >= 0x222B && code <= 0x222E;
}

static uint32_t add_symbol(pl_reader *in, const pl_symbol *symbol)
{
    const uint32_t index = pl_reader_add_sign(in, symbol->code, symbol->atom);
    pl_node *node = &in->tree->nodes[index];
    node->large = symbol->atom == PL_ATOM_OPERATOR;
    node->limits = node->large && !is_integral(symbol->code);
    return index;
}

static uint32_t add_function(pl_reader *in, const pl_function *function)
{
    pl_list_builder list = pl_list_begin(in, PL_ATOM_OPERATOR);
    in->tree->nodes[list.list].limits = function->limits;
    const pl_face face = in->alphabet.bold ? PL_FACE_BOLD : PL_FACE_REGULAR;
    for (const char *letter = function->text; *letter != '\0'; letter++) {
        const uint32_t glyph = pl_reader_add_glyph(in, (uint32_t)*letter, face, PL_ATOM_PLAIN);
        in->tree->nodes[glyph].word = true;
        pl_list_append(in, &list, glyph);
    }
    return list.list;
}

/* An i or j under an accent loses its dot. */
static void drop_dot(pl_reader *in, uint32_t index)
{
    pl_node *node = &in->tree->nodes[pl_tree_single_glyph(in->tree, index)];
    if (node->code != 'i' && node->code != 'j') return;
    node->code = node->code == 'i' ? 0x131 : 0x237;
    node->glyph = pl_font_glyph(in->fonts, node->glyph.face, node->code);
}

static uint32_t add_accent(pl_reader *in, pl_name name, const pl_accent *accent)
{
    const uint32_t node = pl_reader_add(in, PL_NODE_ACCENT, PL_ATOM_ORDINARY);
    uint32_t ink;
    if (accent->code == 0)
        ink = pl_reader_add(in, PL_NODE_RULE, PL_ATOM_PLAIN);
    else if (accent->code == PL_ACCENT_VECTOR)
        ink = pl_reader_add(in, PL_NODE_ARROW, PL_ATOM_PLAIN);
    else
        ink = pl_reader_add_glyph(in, accent->code, PL_FACE_REGULAR, PL_ATOM_PLAIN);
    const uint32_t body = pl_read_argument(in, name);
    drop_dot(in, body);
    in->tree->nodes[ink].large = strncmp(name.text, "wide", 4) == 0;
    in->tree->nodes[node].ink = ink;
    in->tree->nodes[node].body = body;
    return node;
}

uint32_t pl_read_command(pl_reader *in)
{
    const size_t at = in->at;
    const pl_name name = pl_reader_command(in);
    const construction *entry = find_construction(name);
    if (entry != NULL) return entry->read(in, name, entry);
    const pl_symbol *symbol = pl_find_symbol(name.text, name.size);
    if (symbol != NULL) return add_symbol(in, symbol);
    const pl_function *function = pl_find_function(name.text, name.size);
    if (function != NULL) return add_function(in, function);
    const pl_accent *accent = pl_find_accent(name.text, name.size);
    if (accent != NULL) return add_accent(in, name, accent);
    if (name.size == 0) return pl_reader_fail(in, at, "a lone backslash");
    if (pl_name_is(name, "right")) return pl_reader_fail(in, at, "\\right without \\left");
    return pl_reader_fail(in, at, "unknown command \\%.*s", (int)name.size, name.text);
}
