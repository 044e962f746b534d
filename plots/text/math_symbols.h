/* The commands of mathematical text that stand for one symbol, one word or one accent. */
#ifndef PL_MATH_SYMBOLS_H
#define PL_MATH_SYMBOLS_H

#include "plots/text/math_tree.h"

/* A command's symbol, as \alpha. */
typedef struct {
    const char *name; // without the backslash
    uint32_t code;
    pl_atom atom; // an operator is large
} pl_symbol;

/* A command that sets its own name upright, as \log; `text` is what is set. */
typedef struct {
    const char *name, *text;
    bool limits;
} pl_function;

/* A command that puts something over its argument. A code of 0 means a rule; PL_ACCENT_VECTOR an arrow. */
typedef struct {
    const char *name;
    uint32_t code;
} pl_accent;

enum { PL_ACCENT_VECTOR = 0x20D7 };

/* The entry of the command named by the first `size` bytes of `name`; NULL when there is none. */
const pl_symbol *pl_find_symbol(const char *name, size_t size);
const pl_function *pl_find_function(const char *name, size_t size);
const pl_accent *pl_find_accent(const char *name, size_t size);

/* The atom of a character that is typed as itself between dollars. */
pl_atom pl_atom_of(uint32_t code);

/* Whether a code point is a letter that is set in italics between dollars: Latin, and small Greek. */
bool pl_is_variable(uint32_t code);

/* Whether a command such as \mathrm changes the face of a code point: letters, digits and Greek. */
bool pl_takes_face(uint32_t code);

/* The blackboard-bold form of a Latin letter or digit, else the code point itself. */
uint32_t pl_double_struck(uint32_t code);

#endif
