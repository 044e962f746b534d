/* Text: parsed into a tree of lines, measured line by line from top to bottom, then aligned and placed;
   drawing turns the pen about the anchor. Arithmetic first, ink last. */
#include "plots/text/text.h"

#include "plots/text/math_ink.h"
#include "plots/text/math_layout.h"
#include "plots/text/math_parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const bn_word pl_halign_words[] = {
    {PL_LEFT, "left", "the left edge"},
    {PL_CENTRE, "centre", "the middle"},
    {PL_RIGHT, "right", "the right edge"},
    {0},
};

const bn_word pl_valign_words[] = {
    {PL_BASELINE, "baseline", "that of the first line"},
    {PL_TOP, "top", "the upper edge"},
    {PL_MIDDLE, "middle", "half way between the height of a capital and the last baseline"},
    {PL_BOTTOM, "bottom", "the lower edge"},
    {0},
};

/* In ems: the heights of d and p, which an ordinary line has; the least distance between the ink of two
   lines. */
static const double line_ascent = 0.76, line_descent = 0.24, line_clearance = 0.12;

struct pl_text {
    const pl_fonts *fonts;
    pl_tree tree;
    double size;
    pl_text_extent extent;
};

pl_text_style pl_text_style_default(void)
{
    return (pl_text_style){.face = PL_FACE_REGULAR, .size = 8.0, .line_spacing = 1.25};
}

static double share_before(pl_halign align)
{
    if (align == PL_LEFT) return 0.0;
    return align == PL_CENTRE ? 0.5 : 1.0;
}

/* From the baseline of a line down to that of the next. */
static double leading(const pl_node *line, const pl_node *next, const pl_text_style *style)
{
    return fmax(style->line_spacing * style->size,
                line->descent + next->ascent + line_clearance * style->size);
}

/* Measures the lines and writes each one's baseline into its y. */
static void measure_lines(pl_text *text, const pl_text_style *style)
{
    const pl_node *previous = NULL;
    pl_text_extent *extent = &text->extent;
    extent->descent = line_descent * style->size;
    uint32_t i = text->tree.first_line; // an empty text has a line, too
    do {
        pl_math_measure(text->fonts, &text->tree, i, style->size);
        pl_node *line = &text->tree.nodes[i];
        line->y = previous == NULL ? 0.0 : previous->y + leading(previous, line, style);
        extent->width = fmax(extent->width, line->width);
        previous = line;
        i = line->next;
    } while (i != 0);
    extent->ascent = fmax(line_ascent * style->size, text->tree.nodes[text->tree.first_line].ascent);
    extent->descent = fmax(line_descent * style->size, previous->descent);
    extent->below = previous->y;
}

static void include_ink(pl_text_box *whole, pl_ink_box part)
{
    if (part.left >= part.right || part.top >= part.bottom) return;
    const bool first = whole->left >= whole->right;
    whole->left = first ? part.left : fmin(whole->left, part.left);
    whole->right = first ? part.right : fmax(whole->right, part.right);
    whole->top = first ? part.top : fmin(whole->top, part.top);
    whole->bottom = first ? part.bottom : fmax(whole->bottom, part.bottom);
}

static void place_lines(pl_text *text, pl_halign align)
{
    const pl_node *nodes = text->tree.nodes;
    for (uint32_t i = text->tree.first_line; i != 0; i = nodes[i].next)
        pl_math_place(&text->tree, i, share_before(align) * (text->extent.width - nodes[i].width), 0.0);
    for (uint32_t i = 1; i < text->tree.count; i++)
        include_ink(&text->extent.ink, pl_math_ink(text->fonts, &nodes[i]));
}

static bn_status check_style(const pl_text_style *style)
{
    if (!(style->size > 0.0 && style->size <= 1e4))
        return bn_fault(BN_EINVAL, "the text size is %g; more than 0 and at most 10000 was needed",
                        style->size);
    if (!(style->line_spacing > 0.0 && style->line_spacing <= 100.0))
        return bn_fault(BN_EINVAL, "the line spacing is %g; more than 0 and at most 100 was needed",
                        style->line_spacing);
    return bn_ok();
}

bn_status pl_text_check(const pl_fonts *fonts, const char *string)
{
    pl_tree tree;
    BN_TRY(pl_math_parse(fonts, string, PL_FACE_REGULAR, false, &tree));
    pl_tree_release(&tree);
    return bn_ok();
}

bn_status pl_text_create(const pl_fonts *fonts, const char *string, const pl_text_style *style,
                         pl_text **text)
{
    BN_TRY(check_style(style));
    pl_tree tree;
    BN_TRY(pl_math_parse(fonts, string, style->face, style->plain, &tree));
    pl_text *made = malloc(sizeof *made);
    if (made == NULL) {
        pl_tree_release(&tree);
        return bn_fault(BN_ENOMEM, "not enough memory for a text");
    }
    *made = (pl_text){.fonts = fonts, .tree = tree, .size = style->size};
    measure_lines(made, style);
    place_lines(made, style->align);
    *text = made;
    return bn_ok();
}

void pl_text_free(pl_text *text)
{
    if (text == NULL) return;
    pl_tree_release(&text->tree);
    free(text);
}

pl_text_extent pl_text_measures(const pl_text *text)
{
    return text->extent;
}

/* Where the text's origin comes to lie, before it is turned, when its anchor is at (0, 0). */
static void origin_of(const pl_text *text, pl_text_anchor anchor, double *x, double *y)
{
    const pl_text_extent *extent = &text->extent;
    const double cap = text->size * pl_font_heights_of(text->fonts).cap;
    const double heights[] = {[PL_BASELINE] = 0.0,
                              [PL_TOP] = -extent->ascent,
                              [PL_MIDDLE] = (extent->below - cap) / 2.0,
                              [PL_BOTTOM] = extent->below + extent->descent};
    *x = -share_before(anchor.h) * extent->width;
    *y = -heights[anchor.v];
}

static pl_text_box turned(pl_text_box box, double angle)
{
    const double xs[] = {box.left, box.right}, ys[] = {box.top, box.bottom};
    pl_text_box result = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        const double x = xs[i & 1], y = ys[i >> 1];
        const double u = x * cos(angle) + y * sin(angle), v = y * cos(angle) - x * sin(angle);
        result.left = fmin(result.left, u);
        result.right = fmax(result.right, u);
        result.top = fmin(result.top, v);
        result.bottom = fmax(result.bottom, v);
    }
    return result;
}

static pl_text_box placed_box(const pl_text *text, pl_text_box box, pl_text_anchor anchor)
{
    double x, y;
    origin_of(text, anchor, &x, &y);
    return turned((pl_text_box){box.left + x, box.top + y, box.right + x, box.bottom + y}, anchor.angle);
}

pl_text_box pl_text_bounds(const pl_text *text, pl_text_anchor anchor)
{
    const pl_text_extent *extent = &text->extent;
    return placed_box(
        text, (pl_text_box){0.0, -extent->ascent, extent->width, extent->below + extent->descent}, anchor);
}

pl_text_box pl_text_ink(const pl_text *text, pl_text_anchor anchor)
{
    return placed_box(text, text->extent.ink, anchor);
}

void pl_text_draw(const pl_text *text, cairo_t *pen, double x, double y, pl_text_anchor anchor)
{
    if (!(fabs(x) < 1e6 && fabs(y) < 1e6 && isfinite(anchor.angle))) return;
    double origin_x, origin_y;
    origin_of(text, anchor, &origin_x, &origin_y);
    cairo_save(pen);
    cairo_translate(pen, x, y);
    cairo_rotate(pen, -anchor.angle);
    cairo_translate(pen, origin_x, origin_y);
    pl_math_draw(text->fonts, &text->tree, pen);
    cairo_restore(pen);
}

bn_status pl_text_show(const pl_fonts *fonts, const char *string, const pl_text_style *style, cairo_t *pen,
                       double x, double y, pl_text_anchor anchor)
{
    pl_text *text;
    BN_TRY(pl_text_create(fonts, string, style, &text));
    pl_text_draw(text, pen, x, y, anchor);
    pl_text_free(text);
    return bn_ok();
}

bn_status pl_text_measure(const pl_fonts *fonts, const char *string, const pl_text_style *style,
                          pl_text_extent *extent)
{
    pl_text *text;
    BN_TRY(pl_text_create(fonts, string, style, &text));
    *extent = text->extent;
    pl_text_free(text);
    return bn_ok();
}
