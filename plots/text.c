/* Text: one pass places glyphs with kerning along lines, a second aligns the lines; drawing turns the pen
   about the anchor and shows the glyphs. Arithmetic first, ink last. */
#include "text.h"

#include "utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_TEXT = 65536 };

static const double line_ascent = 0.76, line_descent = 0.24; // of d and p, in ems

typedef struct {
    pl_glyph glyph;
    uint32_t code;
    double x, y, size;
} placed_glyph;

struct pl_text {
    const pl_fonts *fonts;
    double size;
    pl_text_extent extent;
    size_t count;
    placed_glyph glyphs[];
};

pl_text_style pl_text_style_default(void)
{
    return (pl_text_style){.face = PL_FACE_REGULAR, .size = 8.0, .line_spacing = 1.25};
}

static void include(pl_text_box *box, pl_text_box other)
{
    if (other.left >= other.right || other.top >= other.bottom) return;
    if (box->left >= box->right) {
        *box = other;
        return;
    }
    box->left = fmin(box->left, other.left);
    box->right = fmax(box->right, other.right);
    box->top = fmin(box->top, other.top);
    box->bottom = fmax(box->bottom, other.bottom);
}

static pl_text_box glyph_ink(const pl_fonts *fonts, const placed_glyph *placed)
{
    const pl_glyph_box box = pl_font_box(fonts, placed->glyph);
    return (pl_text_box){placed->x + placed->size * box.left, placed->y - placed->size * box.top,
                         placed->x + placed->size * box.right, placed->y - placed->size * box.bottom};
}

/* Places a line's glyphs from x = 0 on and returns its width; first is its first glyph, text->count goes
 * forward. */
static double place_line(pl_text *text, const char *line, size_t size, pl_face face, double y)
{
    const size_t first = text->count;
    double x = 0.0;
    for (size_t at = 0, used; at < size; at += used) {
        const uint32_t code = pl_utf8_decode(line + at, size - at, &used);
        const pl_glyph glyph = pl_font_glyph(text->fonts, face, code);
        if (text->count > first)
            x += text->size * pl_font_kern(text->fonts, text->glyphs[text->count - 1].glyph, glyph);
        text->glyphs[text->count++] = (placed_glyph){glyph, code, x, y, text->size};
        x += text->size * pl_font_box(text->fonts, glyph).advance;
    }
    return x;
}

static double line_start(pl_halign align, double room)
{
    return align == PL_LEFT ? 0.0 : align == PL_CENTRE ? room / 2.0 : room;
}

static void align_lines(pl_text *text, const double *widths, pl_halign align, double leading)
{
    for (size_t i = 0; i < text->count; i++) {
        placed_glyph *placed = &text->glyphs[i];
        const size_t line = (size_t)lround(placed->y / leading);
        placed->x += line_start(align, text->extent.width - widths[line]);
        include(&text->extent.ink, glyph_ink(text->fonts, placed));
    }
}

static void lay_out(pl_text *text, const char *string, const pl_text_style *style, double *widths)
{
    const double leading = style->line_spacing * style->size;
    size_t line = 0;
    for (const char *at = string;; line++) {
        const char *end = strchrnul(at, '\n');
        widths[line] = place_line(text, at, (size_t)(end - at), style->face, (double)line * leading);
        text->extent.width = fmax(text->extent.width, widths[line]);
        if (*end == '\0') break;
        at = end + 1;
    }
    text->extent.below = (double)line * leading;
    text->extent.ascent = line_ascent * style->size;
    text->extent.descent = line_descent * style->size;
    align_lines(text, widths, style->align, leading);
}

pl_status pl_text_create(const pl_fonts *fonts, const char *string, const pl_text_style *style,
                         pl_text **text)
{
    const size_t size = strlen(string);
    if (!(style->size > 0.0 && style->size < 1e4))
        return pl_fault(PL_EINVAL, "the text size is %g; more than 0 and less than 10000 was needed",
                        style->size);
    if (!(style->line_spacing > 0.0 && style->line_spacing < 100.0))
        return pl_fault(PL_EINVAL, "the line spacing is %g; 0 to 100 was needed", style->line_spacing);
    if (size > LONGEST_TEXT) return pl_fault(PL_EINVAL, "the text has %zu bytes; 65536 are the most", size);

    pl_text *made = calloc(1, sizeof *made + size * sizeof made->glyphs[0]);
    double *widths = calloc(size + 1, sizeof *widths);
    if (made == NULL || widths == NULL) {
        free(made);
        free(widths);
        return pl_fault(PL_ENOMEM, "not enough memory for a text of %zu bytes", size);
    }
    made->fonts = fonts;
    made->size = style->size;
    lay_out(made, string, style, widths);
    free(widths);
    *text = made;
    return pl_ok();
}

void pl_text_free(pl_text *text)
{
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
    *x = line_start(anchor.h, -extent->width);
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

static void show_glyph(const pl_text *text, const placed_glyph *placed, cairo_t *pen)
{
    char bytes[PL_UTF8_LONGEST];
    const int size = (int)pl_utf8_encode(placed->code, bytes);
    const cairo_glyph_t glyph = {placed->glyph.index, placed->x, placed->y};
    const cairo_text_cluster_t cluster = {size, 1};
    pl_font_select(text->fonts, pen, placed->glyph.face, placed->size, 1.0);
    if (cairo_surface_get_type(cairo_get_target(pen)) == CAIRO_SURFACE_TYPE_IMAGE) {
        cairo_glyph_path(pen, &glyph, 1);
        cairo_fill(pen);
    } else {
        cairo_show_text_glyphs(pen, bytes, size, &glyph, 1, &cluster, 1, 0);
    }
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
    cairo_new_path(pen);
    for (size_t i = 0; i < text->count; i++) show_glyph(text, &text->glyphs[i], pen);
    cairo_restore(pen);
}

pl_status pl_text_show(const pl_fonts *fonts, const char *string, const pl_text_style *style, cairo_t *pen,
                       double x, double y, pl_text_anchor anchor)
{
    pl_text *text;
    PL_TRY(pl_text_create(fonts, string, style, &text));
    pl_text_draw(text, pen, x, y, anchor);
    pl_text_free(text);
    return pl_ok();
}

pl_status pl_text_measure(const pl_fonts *fonts, const char *string, const pl_text_style *style,
                          pl_text_extent *extent)
{
    pl_text *text;
    PL_TRY(pl_text_create(fonts, string, style, &text));
    *extent = text->extent;
    pl_text_free(text);
    return pl_ok();
}
