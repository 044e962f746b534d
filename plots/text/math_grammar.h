/* The parts of the grammar that call each other across math_parse.c and math_command.c. */
#ifndef PL_MATH_GRAMMAR_H
#define PL_MATH_GRAMMAR_H

#include "plots/text/math_read.h"

/* What ends a list: its dollar, brace, bracket, or \right. */
typedef enum { PL_BY_DOLLAR, PL_BY_BRACE, PL_BY_BRACKET, PL_BY_RIGHT } pl_closer;

/* Reads items up to and with the closer into a list; the error of a missing closer gives the place of the
   byte `opened`. */
uint32_t pl_read_list(pl_reader *in, pl_closer by, size_t opened, pl_atom atom);

/* Reads a group in braces, a command or one character; the error names `command` when there is none. */
uint32_t pl_read_argument(pl_reader *in, pl_name command);

/* Reads the construction that begins with a backslash. */
uint32_t pl_read_command(pl_reader *in);

/* Takes a backslash that only says that the next character means itself. */
bool pl_take_escaping(pl_reader *in);

/* Reads a character of a word, which keeps its spaces and is kerned. */
uint32_t pl_read_word_glyph(pl_reader *in, pl_face face);

#endif
