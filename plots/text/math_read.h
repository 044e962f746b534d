/* The reader under the parser: characters and command names out of a string, nodes into a tree, and the first
   fault, after which there is nothing more to read. */
#ifndef PL_MATH_READ_H
#define PL_MATH_READ_H

#include "plots/text/math_tree.h"

/* How letters between dollars are set: as variables (italics), or all in one face. */
typedef struct {
    bool variables;     // letters that are variables in italics, the rest upright; `face` is not used
    bool bold;          // of variables and signs
    bool double_struck; // \mathbb
    pl_face face;
} pl_alphabet;

typedef struct {
    const pl_fonts *fonts;
    const char *text;
    size_t size, at;
    pl_tree *tree;
    pl_face words; // the face outside dollars
    pl_alphabet alphabet;
    int depth;
    bn_status status;
} pl_reader;

/* A name in the string, not closed by a zero. */
typedef struct {
    const char *text;
    size_t size;
} pl_name;

/* Whether a name is `word`. */
bool pl_name_is(pl_name name, const char *word);

/* Sets the first fault: the sentence, then the place of byte `at`, as "... at character 7 of "$a + \foo$"".
   Ends the reading. Returns 0, which is no node. */
uint32_t pl_reader_fail(pl_reader *in, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The byte to be read next; '\0' at the end of the line or of the string. */
char pl_reader_peek(const pl_reader *in);

/* Takes the next character if it is `byte`. */
bool pl_reader_take(pl_reader *in, char byte);

void pl_reader_skip_spaces(pl_reader *in);

/* Takes a character; there must be one. What UTF-8 can't mean is replaced, what is below space is a space. */
uint32_t pl_reader_code(pl_reader *in);

/* Takes a backslash, which must be there, and the letters after it, or the one other character. */
pl_name pl_reader_command(pl_reader *in);

/* The 1-based number of the character that begins at byte `at`. */
size_t pl_reader_character(const pl_reader *in, size_t at);

/* New nodes; 0 after a fault. */
uint32_t pl_reader_add(pl_reader *in, pl_node_kind kind, pl_atom atom);
uint32_t pl_reader_add_glyph(pl_reader *in, uint32_t code, pl_face face, pl_atom atom);
uint32_t pl_reader_add_space(pl_reader *in, double ems);

/* A letter, digit or sign between dollars, in the face that the alphabet gives it. */
uint32_t pl_reader_add_sign(pl_reader *in, uint32_t code, pl_atom atom);

/* A list under construction, which knows its last child and the one before. */
typedef struct {
    uint32_t list, before, last;
} pl_list_builder;

pl_list_builder pl_list_begin(pl_reader *in, pl_atom atom);
void pl_list_append(pl_reader *in, pl_list_builder *to, uint32_t node);

/* Puts node in the place of the last child; an empty list gets it as its first. */
void pl_list_replace_last(pl_reader *in, pl_list_builder *to, uint32_t node);

#endif
