/* Texts are kept in a hash table with chains, keyed by string, size and face (FNV-1a).
   An entry owns its text and its key, in one block behind the entry itself. */
#include "plots/canvas/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const bn_word pl_dash_words[] = {
    {PL_SOLID, "-", "solid"},
    {PL_DASHED, "--", "dashed"},
    {PL_DOTTED, ":", "dotted"},
    {PL_DASH_DOT, "-.", "dashes and dots"},
    {PL_SOLID, "solid", "the same as -"},
    {PL_DASHED, "dashed", "the same as --"},
    {PL_DOTTED, "dotted", "the same as :"},
    {PL_DASH_DOT, "dashdot", "the same as -."},
    {0},
};

struct pl_text_entry {
    pl_text_entry *next;
    pl_text *text;
    double size;
    pl_face face;
    char string[];
};

void pl_text_cache_empty(pl_text_cache *cache)
{
    for (size_t i = 0; i < PL_TEXT_BUCKETS; i++) {
        for (pl_text_entry *entry = cache->buckets[i]; entry != NULL;) {
            pl_text_entry *next = entry->next;
            pl_text_free(entry->text);
            free(entry);
            entry = next;
        }
        cache->buckets[i] = NULL;
    }
}

void pl_canvas_note(pl_canvas *canvas, bn_status status)
{
    if (canvas->status.code == BN_OK) canvas->status = status;
}

static size_t bucket_of(const char *string, pl_face face)
{
    uint32_t hash = 2166136261u + (uint32_t)face;
    for (; *string != '\0'; string++) hash = (hash ^ (unsigned char)*string) * 16777619u;
    return hash % PL_TEXT_BUCKETS;
}

static bn_status add_text(pl_canvas *canvas, const char *string, double size, pl_face face,
                          pl_text_entry **bucket)
{
    pl_text_style style = pl_text_style_default();
    style.size = size;
    style.face = face;
    style.align = PL_CENTRE;
    pl_text *text;
    BN_TRY(pl_text_create(canvas->fonts, string, &style, &text));
    const size_t length = strlen(string) + 1;
    pl_text_entry *entry = malloc(sizeof *entry + length);
    if (entry == NULL) {
        pl_text_free(text);
        return bn_fault(BN_ENOMEM, "not enough memory for the texts of a figure");
    }
    *entry = (pl_text_entry){.next = *bucket, .text = text, .size = size, .face = face};
    memcpy(entry->string, string, length);
    *bucket = entry;
    return bn_ok();
}

const pl_text *pl_canvas_text(pl_canvas *canvas, const char *string, double size, pl_face face)
{
    if (string == NULL || string[0] == '\0') return NULL;
    pl_text_entry **bucket = &canvas->texts->buckets[bucket_of(string, face)];
    for (pl_text_entry *entry = *bucket; entry != NULL; entry = entry->next)
        if (entry->size == size && entry->face == face && strcmp(entry->string, string) == 0)
            return entry->text;
    const bn_status status = add_text(canvas, string, size, face, bucket);
    pl_canvas_note(canvas, status);
    return status.code == BN_OK ? (*bucket)->text : NULL;
}

double pl_canvas_width(pl_canvas *canvas, const char *string, double size, pl_face face)
{
    const pl_text *text = pl_canvas_text(canvas, string, size, face);
    return text == NULL ? 0.0 : pl_text_measures(text).width;
}

double pl_canvas_height(pl_canvas *canvas, const char *string, double size, pl_face face)
{
    const pl_text *text = pl_canvas_text(canvas, string, size, face);
    if (text == NULL) return 0.0;
    const pl_text_extent extent = pl_text_measures(text);
    return extent.ascent + extent.below + extent.descent;
}

// Texts are measured with some air, so that a hair beyond the edge cuts nothing.
static void check_on_page(pl_canvas *canvas, const char *string, pl_rect box)
{
    static const double hair = 0.5;
    const pl_rect page = canvas->page;
    const double left = page.x - box.x, right = pl_rect_right(box) - pl_rect_right(page);
    const double above = page.y - box.y, below = pl_rect_bottom(box) - pl_rect_bottom(page);
    const double most = fmax(fmax(left, right), fmax(above, below));
    if (page.width == 0.0 || most <= hair) return;
    pl_canvas_note(
        canvas,
        bn_fault(BN_EINVAL,
                 "the text '%.60s' reaches %.1f mm beyond the page; a larger figure, a shorter text or "
                 "another place was needed",
                 string, most / PL_POINTS_PER_MM));
}

void pl_canvas_write(pl_canvas *canvas, const char *string, double size, pl_face face, pl_color color,
                     pl_point at, pl_text_anchor anchor)
{
    const pl_text *text = pl_canvas_text(canvas, string, size, face);
    if (text == NULL) return;
    if (canvas->placed != NULL)
        pl_canvas_note(
            canvas, pl_placed_add(canvas->placed, string, text, size, at, anchor, canvas->page.width == 0.0));
    else
        check_on_page(canvas, string, pl_canvas_text_box(canvas, string, size, face, at, anchor));
    pl_canvas_color(canvas, color);
    pl_text_draw(text, canvas->pen, at.x, at.y, anchor);
}

pl_rect pl_canvas_text_box(pl_canvas *canvas, const char *string, double size, pl_face face, pl_point at,
                           pl_text_anchor anchor)
{
    const pl_text *text = pl_canvas_text(canvas, string, size, face);
    if (text == NULL) return (pl_rect){at.x, at.y, 0.0, 0.0};
    const pl_text_box box = pl_text_bounds(text, anchor);
    return (pl_rect){at.x + box.left, at.y + box.top, box.right - box.left, box.bottom - box.top};
}

void pl_canvas_color(pl_canvas *canvas, pl_color color)
{
    cairo_set_source_rgba(canvas->pen, color.red, color.green, color.blue, color.alpha);
}

// Thinner strokes could not be seen, and wider ones than any page would keep cairo at work for ever.
static const double least_width = 0.15, most_width = 2e4;

static void set_stroke(pl_canvas *canvas, double width, pl_dash dash)
{
    static const double patterns[][PL_MOST_DASHES] = {{0.0}, {3.7, 1.6}, {1.0, 1.65}, {6.4, 1.6, 1.0, 1.6}};
    static const int counts[] = {0, 2, 2, 4};
    double scaled[PL_MOST_DASHES];
    if (width > 0.0) width = fmax(least_width, fmin(most_width, width));
    for (int i = 0; i < counts[dash]; i++) scaled[i] = patterns[dash][i] * width;
    cairo_set_line_width(canvas->pen, width);
    cairo_set_dash(canvas->pen, scaled, counts[dash], 0.0);
}

void pl_canvas_stroke_style(pl_canvas *canvas, double width, pl_dash dash)
{
    if (canvas->placed != NULL) pl_placed_stroke(canvas->placed, width);
    set_stroke(canvas, width, dash);
}

void pl_canvas_seam_style(pl_canvas *canvas, double width)
{
    set_stroke(canvas, width, PL_SOLID);
}
