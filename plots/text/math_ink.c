/* The ink of a placed tree: the nodes stand in one block in reading order, so drawing walks the block once
   and gathers runs of glyphs. On image surfaces runs are filled as outlines, for cairo 1.16 shows glyphs
   there on whole pixels. */
#include "plots/text/math_ink.h"

#include "common/utf8.h"
#include "plots/text/math_layout.h"
#include "plots/text/written.h"

#include <math.h>
#include <string.h>

enum { LONGEST_RUN = 64 };

/* The root sign, across in shares of its width: where the tick begins, where the thick stroke begins and
   ends; down in ems of its height from the foot, at most; horizontal breadths of its strokes in heights of
   the rule. */
static const double tick_start = 0.02, stroke_start = 0.16, foot = 0.50, tick_height = 0.55, tick_drop = 0.09;
static const double thick = 2.1, thin = 1.05;

/* Breadth of a bracket's upright and of its ends, in ems: the font's. */
static const double bracket_stem = 0.09, bracket_end = 0.07;

pl_ink_box pl_math_ink(const pl_fonts *fonts, const pl_node *node)
{
    if (node->kind == PL_NODE_GLYPH) {
        const pl_glyph_box box = pl_font_box(fonts, node->glyph);
        const double size = node->size, tall = node->size * node->stretch, y = node->y - node->rise;
        if (box.left >= box.right) return (pl_ink_box){0};
        return (pl_ink_box){node->x + size * box.left, y - tall * box.top, node->x + size * box.right,
                            y - tall * box.bottom};
    }
    if (node->kind == PL_NODE_RULE || node->kind == PL_NODE_ARROW || node->kind == PL_NODE_ROOT_SIGN)
        return (pl_ink_box){node->x, node->y - node->ascent, node->x + node->width, node->y + node->descent};
    return (pl_ink_box){0};
}

static const double most_gap = 0.01; // in ems, between letters of one text

typedef struct {
    const pl_node *first;
    cairo_glyph_t glyphs[LONGEST_RUN];
    cairo_text_cluster_t clusters[LONGEST_RUN];
    char text[LONGEST_RUN * BN_UTF8_LONGEST];
    int count, text_size;
} glyph_run;

static bool goes_with(const glyph_run *run, const pl_node *node)
{
    const pl_node *first = run->first;
    return run->count < LONGEST_RUN && node->glyph.face == first->glyph.face && node->size == first->size &&
           node->stretch == first->stretch && node->y - node->rise == first->y - first->rise;
}

static void add_to_run(glyph_run *run, const pl_node *node)
{
    const size_t size = bn_utf8_encode(node->code, run->text + run->text_size);
    run->glyphs[run->count] = (cairo_glyph_t){node->glyph.index, node->x, node->y - node->rise};
    run->clusters[run->count] = (cairo_text_cluster_t){(int)size, 1};
    run->text_size += (int)size;
    run->count++;
}

static pl_glyph glyph_at(const glyph_run *run, int i)
{
    return (pl_glyph){run->first->glyph.face, (unsigned)run->glyphs[i].index};
}

static double end_of(const pl_fonts *fonts, const glyph_run *run, int i)
{
    return run->glyphs[i].x + run->first->size * pl_font_box(fonts, glyph_at(run, i)).advance;
}

/* Whether the letter behind one of a run stands where a text would have it. */
static bool is_followed(const pl_fonts *fonts, const glyph_run *run, int i)
{
    if (i + 1 == run->count) return false;
    const double kern = pl_font_kern(fonts, glyph_at(run, i), glyph_at(run, i + 1)), size = run->first->size;
    return fabs(run->glyphs[i + 1].x - end_of(fonts, run, i) - kern * size) < most_gap * size;
}

/* Notes a run as texts, which end where mathematics has put room between two letters. A stretched letter is
   a drawing, which no text has. */
static void note_run(const pl_fonts *fonts, const glyph_run *run, cairo_t *pen)
{
    const pl_node *first = run->first;
    if (first->stretch != 1.0) return;
    const char *text = run->text;
    size_t size = 0;
    for (int i = 0, begin = 0; i < run->count; i++) {
        size += (size_t)run->clusters[i].num_bytes;
        if (is_followed(fonts, run, i)) continue;
        const cairo_glyph_t *from = &run->glyphs[begin];
        pl_written_note(pen, fonts, first->glyph.face,
                        (pl_written_run){.size = first->size,
                                         .width = end_of(fonts, run, i) - from->x,
                                         .glyphs = begin == 0 ? run->count : 0,
                                         .text_size = size},
                        from->x, from->y, text);
        text += size;
        size = 0;
        begin = i + 1;
    }
}

static void show_run(const pl_fonts *fonts, const glyph_run *run, cairo_t *pen)
{
    const pl_node *first = run->first;
    pl_font_select(fonts, pen, first->glyph.face, first->size, first->stretch);
    if (cairo_surface_get_type(cairo_get_target(pen)) == CAIRO_SURFACE_TYPE_IMAGE) {
        cairo_glyph_path(pen, run->glyphs, run->count);
        cairo_fill(pen);
    } else {
        cairo_show_text_glyphs(pen, run->text, run->text_size, run->glyphs, run->count, run->clusters,
                               run->count, 0);
        note_run(fonts, run, pen);
    }
}

/* Draws the run of glyphs that begins at a node and returns the first node after it. */
static uint32_t draw_run(const pl_fonts *fonts, const pl_tree *tree, uint32_t index, cairo_t *pen)
{
    glyph_run run;
    run.first = &tree->nodes[index];
    run.count = run.text_size = 0;
    do {
        add_to_run(&run, &tree->nodes[index++]);
    } while (index < tree->count && tree->nodes[index].kind == PL_NODE_GLYPH &&
             goes_with(&run, &tree->nodes[index]));
    show_run(fonts, &run, pen);
    return index;
}

static void draw_rule(const pl_node *node, cairo_t *pen)
{
    cairo_rectangle(pen, node->x, node->y - node->ascent, node->width, node->ascent);
    cairo_fill(pen);
}

static void draw_arrow(const pl_node *node, cairo_t *pen)
{
    const double line = pl_math_rule_height(node->size), half = node->ascent / 2.0;
    const double right = node->x + node->width, y = node->y - half;
    cairo_set_line_width(pen, line);
    cairo_set_line_cap(pen, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(pen, CAIRO_LINE_JOIN_MITER);
    cairo_move_to(pen, node->x, y);
    cairo_line_to(pen, right - line, y);
    cairo_move_to(pen, right - half, y - half + line / 2.0);
    cairo_line_to(pen, right - line / 2.0, y);
    cairo_line_to(pen, right - half, y + half - line / 2.0);
    cairo_stroke(pen);
}

static void add_polygon(cairo_t *pen, const double (*corners)[2], int count)
{
    cairo_new_sub_path(pen);
    for (int i = 0; i < count; i++) cairo_line_to(pen, corners[i][0], corners[i][1]);
    cairo_close_path(pen);
}

/* A tick, a thick stroke down to the foot, a thin one up to the rule over the body; ends are cut level, as in
   the font. All outlines have the same orientation, so that they fill as one. */
static void draw_root_sign(const pl_node *node, cairo_t *pen)
{
    const double rule = pl_math_rule_height(node->size), width = pl_math_root_width(node->size), x = node->x;
    const double bottom = node->y + node->descent, top = node->y - node->ascent;
    const double tick = bottom - tick_height * fmin(bottom - top, 1.4 * node->size);
    const double broad = thick * rule, slim = thin * rule, start = x + stroke_start * width,
                 end = x + foot * width;
    const double drop = tick_drop * node->size;

    add_polygon(pen,
                (const double[4][2]){{x + tick_start * width, tick + drop},
                                     {start + broad / 2.0, tick},
                                     {start + broad / 2.0, tick + rule},
                                     {x + tick_start * width + rule / 4.0, tick + drop + rule}},
                4);
    add_polygon(
        pen,
        (const double[4][2]){
            {start, tick}, {start + broad, tick}, {end + broad / 2.0, bottom}, {end - broad / 2.0, bottom}},
        4);
    add_polygon(pen,
                (const double[4][2]){{x + width - slim, top},
                                     {x + width, top},
                                     {end + broad / 2.0, bottom},
                                     {end + broad / 2.0 - slim, bottom}},
                4);
    cairo_rectangle(pen, x + width - slim, top, node->width - width + slim, rule);
    cairo_fill(pen);
}

static bool is_among(uint32_t code, const char *set)
{
    return code < 0x80 && strchr(set, (int)code) != NULL;
}

/* Square brackets, floors and ceilings that are stretched: drawn, for a stretched glyph has fat ends. */
static bool is_drawn_bracket(const pl_node *node)
{
    return node->stretch > 1.0 &&
           (is_among(node->code, "[]") || (node->code >= 0x2308 && node->code <= 0x230B));
}

static void draw_bracket(const pl_fonts *fonts, const pl_node *node, cairo_t *pen)
{
    enum { CEILING_LEFT = 0x2308, CEILING_RIGHT, FLOOR_LEFT, FLOOR_RIGHT };
    const pl_ink_box box = pl_math_ink(fonts, node);
    const double stem = bracket_stem * node->size, end = bracket_end * node->size,
                 width = box.right - box.left;
    const bool right = node->code == ']' || node->code == CEILING_RIGHT || node->code == FLOOR_RIGHT;
    cairo_rectangle(pen, right ? box.right - stem : box.left, box.top, stem, box.bottom - box.top);
    if (node->code != FLOOR_LEFT && node->code != FLOOR_RIGHT)
        cairo_rectangle(pen, box.left, box.top, width, end);
    if (node->code != CEILING_LEFT && node->code != CEILING_RIGHT)
        cairo_rectangle(pen, box.left, box.bottom - end, width, end);
    cairo_fill(pen);
}

void pl_math_draw(const pl_fonts *fonts, const pl_tree *tree, cairo_t *pen)
{
    cairo_new_path(pen);
    for (uint32_t i = 1; i < tree->count;) {
        const pl_node *node = &tree->nodes[i];
        if (node->kind == PL_NODE_GLYPH && !is_drawn_bracket(node)) {
            i = draw_run(fonts, tree, i, pen);
            continue;
        }
        if (node->kind == PL_NODE_GLYPH) draw_bracket(fonts, node, pen);
        if (node->kind == PL_NODE_RULE) draw_rule(node, pen);
        if (node->kind == PL_NODE_ARROW) draw_arrow(node, pen);
        if (node->kind == PL_NODE_ROOT_SIGN) draw_root_sign(node, pen);
        i++;
    }
}
