/* The reader under the parser: a cursor over bytes. The first error is kept and moves the cursor to the end,
   so that every loop of the parser stops; what is written after it goes into node 0. */
#include "plots/text/math_read.h"

#include "common/utf8.h"
#include "plots/text/math_symbols.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_QUOTED = 80 };

bool pl_name_is(pl_name name, const char *word)
{
    return strlen(word) == name.size && memcmp(name.text, word, name.size) == 0;
}

size_t pl_reader_character(const pl_reader *in, size_t at)
{
    size_t characters = 1;
    for (size_t i = 0, used; i < at; i += used, characters++)
        bn_utf8_decode(in->text + i, in->size - i, &used);
    return characters;
}

/* Copies the string as it is shown in a message: on one line, cut at a character where it is long. */
static void quote(const pl_reader *in, char *quoted)
{
    size_t length = 0;
    for (size_t at = 0, used; at < in->size; at += used) {
        bn_utf8_decode(in->text + at, in->size - at, &used);
        if (length + used > MOST_QUOTED) {
            strcpy(quoted + length, "...");
            return;
        }
        if (in->text[at] == '\n') quoted[length++] = '\\';
        for (size_t i = 0; i < used; i++)
            quoted[length++] = in->text[at + i] == '\n' ? 'n' : in->text[at + i];
    }
    quoted[length] = '\0';
}

uint32_t pl_reader_fail(pl_reader *in, size_t at, const char *format, ...)
{
    if (in->status.code == BN_OK) {
        char what[120], quoted[MOST_QUOTED + 8];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(what, sizeof what, format, arguments);
        va_end(arguments);
        quote(in, quoted);
        in->status =
            bn_fault(BN_EFORMAT, "%s at character %zu of \"%s\"", what, pl_reader_character(in, at), quoted);
    }
    in->at = in->size;
    return 0;
}

char pl_reader_peek(const pl_reader *in)
{
    return in->at == in->size || in->text[in->at] == '\n' ? '\0' : in->text[in->at];
}

bool pl_reader_take(pl_reader *in, char byte)
{
    if (pl_reader_peek(in) != byte) return false;
    in->at++;
    return true;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

void pl_reader_skip_spaces(pl_reader *in)
{
    while (is_space(pl_reader_peek(in))) in->at++;
}

uint32_t pl_reader_code(pl_reader *in)
{
    size_t used;
    const uint32_t code = bn_utf8_decode(in->text + in->at, in->size - in->at, &used);
    in->at += used;
    return code < ' ' ? ' ' : code;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

pl_name pl_reader_command(pl_reader *in)
{
    in->at++;
    const size_t begin = in->at;
    while (is_letter(pl_reader_peek(in))) in->at++;
    if (in->at == begin && pl_reader_peek(in) != '\0') pl_reader_code(in);
    return (pl_name){in->text + begin, in->at - begin};
}

uint32_t pl_reader_add(pl_reader *in, pl_node_kind kind, pl_atom atom)
{
    if (in->status.code != BN_OK) return 0;
    const uint32_t node = pl_tree_add(in->tree, kind);
    if (node == 0) return pl_reader_fail(in, in->at, "too much to lay out");
    in->tree->nodes[node].atom = atom;
    return node;
}

uint32_t pl_reader_add_glyph(pl_reader *in, uint32_t code, pl_face face, pl_atom atom)
{
    const uint32_t index = pl_reader_add(in, PL_NODE_GLYPH, atom);
    pl_node *node = &in->tree->nodes[index];
    node->code = code;
    node->glyph = pl_font_glyph(in->fonts, face, code);
    return index;
}

uint32_t pl_reader_add_space(pl_reader *in, double ems)
{
    const uint32_t index = pl_reader_add(in, PL_NODE_SPACE, PL_ATOM_PLAIN);
    in->tree->nodes[index].width = ems;
    return index;
}

static pl_face face_of(const pl_alphabet *alphabet, uint32_t code)
{
    if (!alphabet->variables && pl_takes_face(code)) return alphabet->face;
    if (alphabet->variables && pl_is_variable(code))
        return alphabet->bold ? PL_FACE_BOLD_ITALIC : PL_FACE_ITALIC;
    return alphabet->bold ? PL_FACE_BOLD : PL_FACE_REGULAR;
}

uint32_t pl_reader_add_sign(pl_reader *in, uint32_t code, pl_atom atom)
{
    const pl_alphabet *alphabet = &in->alphabet;
    const uint32_t sign = alphabet->double_struck ? pl_double_struck(code) : code;
    const uint32_t index = pl_reader_add_glyph(in, sign, face_of(alphabet, code), atom);
    in->tree->nodes[index].word = !alphabet->variables && pl_takes_face(code);
    return index;
}

pl_list_builder pl_list_begin(pl_reader *in, pl_atom atom)
{
    return (pl_list_builder){.list = pl_reader_add(in, PL_NODE_LIST, atom)};
}

void pl_list_append(pl_reader *in, pl_list_builder *to, uint32_t node)
{
    if (node == 0) return;
    pl_node *nodes = in->tree->nodes;
    if (to->last == 0)
        nodes[to->list].first = node;
    else
        nodes[to->last].next = node;
    to->before = to->last;
    to->last = node;
}

void pl_list_replace_last(pl_reader *in, pl_list_builder *to, uint32_t node)
{
    if (node == 0) return;
    pl_node *nodes = in->tree->nodes;
    nodes[to->last].next = 0;
    if (to->before == 0)
        nodes[to->list].first = node;
    else
        nodes[to->before].next = node;
    to->last = node;
}
