/* The tree of a text: what the parser makes of a string, and the layout gives sizes and places.

   Nodes live in one block and name each other by index; index 0 is "none". Leaves carry ink (glyphs, rules,
   roots, arrows), inner nodes only arrange. One tree holds all lines of a text, chained by `next` from
   `first_line` on. */
#ifndef PL_MATH_TREE_H
#define PL_MATH_TREE_H

#include "plots/text/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a node is to its neighbours: the atoms of the TeXbook, chapter 17, and PLAIN,
   which keeps no distance. */
typedef enum {
    PL_ATOM_ORDINARY,
    PL_ATOM_OPERATOR,
    PL_ATOM_BINARY,
    PL_ATOM_RELATION,
    PL_ATOM_OPENING,
    PL_ATOM_CLOSING,
    PL_ATOM_PUNCTUATION,
    PL_ATOM_INNER,
    PL_ATOM_PLAIN,
} pl_atom;

typedef enum {
    // leaves
    PL_NODE_GLYPH,
    PL_NODE_SPACE, // `width` in ems until it is laid out
    PL_NODE_RULE,  // a filled box
    PL_NODE_ROOT_SIGN,
    PL_NODE_ARROW, // over a vector
    // arrangements
    PL_NODE_LIST,      // children from `first` on, left to right
    PL_NODE_SCRIPTS,   // body, lower, upper
    PL_NODE_FRACTION,  // upper, lower, ink (the bar)
    PL_NODE_ROOT,      // body, upper (the degree), ink (the sign)
    PL_NODE_ACCENT,    // body, ink (the accent)
    PL_NODE_OVERLINE,  // body, ink
    PL_NODE_UNDERLINE, // body, ink
    PL_NODE_FENCE,     // body, lower (the left delimiter), upper (the right one)
} pl_node_kind;

typedef struct {
    pl_node_kind kind;
    pl_atom atom;
    bool large;  // a glyph that grows and stands on the axis, as a sum does
    bool limits; // scripts go below and above instead of beside
    bool word;   // a glyph of a word: kerned with its neighbours, no italic correction
    bool primes; // a list of primes, to which a superscript may be joined
    bool full;   // a fraction whose parts are not set smaller
    uint32_t code;
    pl_glyph glyph;
    uint32_t first, next, body, lower, upper, ink;

    // Given by the layout. Before placing, x and y are relative to the parent's origin; after, to the text's.
    double size;                   // of an em
    double stretch;                // of a glyph, vertically
    double rise;                   // of a glyph above the baseline of its node
    double x, y;                   // y downward
    double width, ascent, descent; // advance, and ink above and below the baseline
} pl_node;

typedef struct {
    pl_node *nodes; // owned
    uint32_t count, capacity;
    uint32_t first_line;
} pl_tree;

/* An empty tree with room for `capacity` nodes beside node 0. Errors: BN_ENOMEM. */
bn_status pl_tree_create(uint32_t capacity, pl_tree *tree);

/* Frees the nodes; a zeroed tree is allowed. */
void pl_tree_release(pl_tree *tree);

/* A new zeroed node of a kind; 0 when the tree is full. */
uint32_t pl_tree_add(pl_tree *tree, pl_node_kind kind);

/* The one glyph that a node is or holds, through lists of one child; 0 when there is none or more. */
uint32_t pl_tree_single_glyph(const pl_tree *tree, uint32_t node);

#endif
