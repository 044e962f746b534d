/* The layout: bottom up, a function a kind of node, after the TeXbook's appendix G in simplified form. Glyph
   boxes are those of the ink, so what stands over or under a symbol keeps its
   distance from the ink itself. */
#include "plots/text/math_layout.h"

#include "plots/text/math_measure.h"

#include <math.h>

static const double level_scale[PL_LEVELS] = {1.0, 0.7, 0.55};
enum { PRIME = 0x2032 };
static const double operator_scale = 1.15; // of sums and their like

/* A prime is placed as a superscript, but has the size of the letter and the height that the font gives
   it. */
static void restore_prime(const pl_layout *lay, pl_node *node, int level)
{
    if (node->code != PRIME || level == 0) return;
    node->size = lay->size * level_scale[level - 1];
    node->rise = -PL_SCRIPT_RAISE * node->size;
}

static void measure_glyph(const pl_layout *lay, pl_node *node, int level)
{
    restore_prime(lay, node, level);
    const pl_glyph_box box = pl_font_box(lay->fonts, node->glyph);
    if (node->large) {
        const double axis = lay->heights.axis * node->size;
        node->size *= operator_scale;
        node->rise = axis - node->size * (box.top + box.bottom) / 2.0;
    }
    node->width = node->size * (node->word ? box.advance : fmax(box.advance, box.right));
    node->ascent = node->size * box.top + node->rise;
    node->descent = -node->size * box.bottom - node->rise;
}

/* By how much a variable's ink leans out over its advance; a subscript moves back under it. */
double pl_overhang(const pl_layout *lay, const pl_node *node)
{
    if (node->kind == PL_NODE_ACCENT) return pl_overhang(lay, &lay->nodes[node->body]);
    if (node->kind != PL_NODE_GLYPH) return 0.0;
    return node->width - node->size * pl_font_box(lay->fonts, node->glyph).advance;
}

/* The space between two atoms in eighteenths of an em; negative where scripts have
   none (TeXbook, page 170). */
static double atom_gap(pl_atom left, pl_atom right, int level)
{
    static const int gaps[8][8] = {
        // Ord Op Bin Rel Open Close Punct Inner
        {0, 3, -4, -5, 0, 0, 0, -3},     // Ord
        {3, 3, 0, -5, 0, 0, 0, -3},      // Op
        {-4, -4, 0, 0, -4, 0, 0, -4},    // Bin
        {-5, -5, 0, 0, -5, 0, 0, -5},    // Rel
        {0, 0, 0, 0, 0, 0, 0, 0},        // Open
        {0, 3, -4, -5, 0, 0, 0, -3},     // Close
        {-3, -3, 0, -3, -3, -3, -3, -3}, // Punct
        {-3, 3, -4, -5, -3, 0, -3, -3},  // Inner
    };
    if (left == PL_ATOM_PLAIN || right == PL_ATOM_PLAIN) return 0.0;
    const int gap = gaps[left][right];
    if (gap >= 0) return gap / 18.0;
    return level == 0 ? -gap / 18.0 : 0.0; // a negative gap is left out in scripts
}

static bool wants_operand(const pl_node *node)
{
    if (node == NULL) return true;
    switch (node->atom) {
    case PL_ATOM_OPERATOR:
    case PL_ATOM_BINARY:
    case PL_ATOM_RELATION:
    case PL_ATOM_OPENING:
    case PL_ATOM_PUNCTUATION:
        return true;
    default:
        return false;
    }
}

/* A sign without an operand on one of its sides binds to the other: -1, as against 2 - 1. */
static void bind_signs(const pl_layout *lay, const pl_node *list)
{
    pl_node *previous = NULL;
    for (uint32_t i = list->first; i != 0; i = lay->nodes[i].next) {
        pl_node *node = &lay->nodes[i];
        if (node->kind == PL_NODE_SPACE) continue;
        const bool ends = node->atom == PL_ATOM_RELATION || node->atom == PL_ATOM_CLOSING ||
                          node->atom == PL_ATOM_PUNCTUATION;
        if (ends && previous != NULL && previous->atom == PL_ATOM_BINARY) previous->atom = PL_ATOM_ORDINARY;
        if (node->atom == PL_ATOM_BINARY && wants_operand(previous)) node->atom = PL_ATOM_ORDINARY;
        previous = node;
    }
    if (previous != NULL && previous->atom == PL_ATOM_BINARY) previous->atom = PL_ATOM_ORDINARY;
}

static double gap_between(const pl_layout *lay, const pl_node *left, const pl_node *right, int level,
                          double size)
{
    if (left == NULL || right->kind == PL_NODE_SPACE) return 0.0;
    if (left->word && right->word) return size * pl_font_kern(lay->fonts, left->glyph, right->glyph);
    return size * atom_gap(left->atom, right->atom, level);
}

static void measure_list(const pl_layout *lay, pl_node *list, int level)
{
    bind_signs(lay, list);
    const pl_node *previous = NULL;
    double x = 0.0;
    for (uint32_t i = list->first; i != 0; i = lay->nodes[i].next) {
        pl_measure(lay, i, level);
        pl_node *node = &lay->nodes[i];
        x += gap_between(lay, previous, node, level, list->size);
        node->x = x;
        x += node->width;
        list->ascent = fmax(list->ascent, node->ascent);
        list->descent = fmax(list->descent, node->descent);
        if (node->kind != PL_NODE_SPACE) previous = node;
    }
    list->width = x;
}

void pl_measure(const pl_layout *lay, uint32_t index, int level)
{
    pl_node *node = &lay->nodes[index];
    node->size = lay->size * level_scale[level];
    switch (node->kind) {
    case PL_NODE_GLYPH:
        measure_glyph(lay, node, level);
        break;
    case PL_NODE_SPACE:
        node->width *= node->size;
        break;
    case PL_NODE_LIST:
        measure_list(lay, node, level);
        break;
    case PL_NODE_SCRIPTS:
    case PL_NODE_FRACTION:
    case PL_NODE_ROOT:
    case PL_NODE_ACCENT:
    case PL_NODE_OVERLINE:
    case PL_NODE_UNDERLINE:
    case PL_NODE_FENCE:
        pl_measure_parts(lay, node, level);
        break;
    case PL_NODE_RULE:
    case PL_NODE_ROOT_SIGN:
    case PL_NODE_ARROW:
        break; // set by what they belong to
    }
}

void pl_math_measure(const pl_fonts *fonts, pl_tree *tree, uint32_t line, double size)
{
    const pl_layout lay = {fonts, tree, tree->nodes, size, pl_font_heights_of(fonts)};
    pl_measure(&lay, line, 0);
}

void pl_math_place(pl_tree *tree, uint32_t index, double x, double y)
{
    pl_node *node = &tree->nodes[index];
    node->x += x;
    node->y += y;
    const uint32_t parts[] = {node->body, node->lower, node->upper, node->ink};
    for (int i = 0; i < 4; i++) {
        if (parts[i] != 0) pl_math_place(tree, parts[i], node->x, node->y);
    }
    for (uint32_t i = node->first; i != 0; i = tree->nodes[i].next) pl_math_place(tree, i, node->x, node->y);
}
