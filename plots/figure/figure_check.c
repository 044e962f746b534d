/* The page is drawn by a pen that leaves no ink, and each text notes where it was put. Texts are held against each
   other from left to right, so that only those whose widths meet are compared. */
#include "plots/figure/figure_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void pl_check_add(pl_check *c, const char *form, ...)
{
    char sentence[512];
    va_list values;
    if (c->count == PL_MOST_FAULTS) return;
    va_start(values, form);
    vsnprintf(sentence, sizeof sentence, form, values);
    va_end(values);
    const char *kept = pl_arena_text(&c->figure->arena, sentence);
    if (kept == NULL)
        pl_canvas_note(&c->canvas, pl_out_of_memory());
    else
        c->faults[c->count++] = kept;
}

// --- texts -----------------------------------------------------------------------------------------------

// How far `inner` reaches beyond `outer`.
static double beyond(pl_rect outer, pl_rect inner)
{
    const double across = fmax(outer.x - inner.x, pl_rect_right(inner) - pl_rect_right(outer));
    return fmax(across, fmax(outer.y - inner.y, pl_rect_bottom(inner) - pl_rect_bottom(outer)));
}

static void check_place(pl_check *c, const pl_placed_text *text)
{
    const pl_rect page = {0.0, 0.0, c->figure->width, c->figure->height};
    const pl_panel *owner = text->owner;
    if (text->cut) return; // as was asked for
    if (beyond(page, text->around) > pl_hair)
        pl_check_add(c, "the text '%.60s' reaches %.1f mm beyond the page", text->string,
                     pl_mm(beyond(page, text->around)));
    if (owner == NULL) return;
    owner = pl_outermost(owner);
    if (beyond(owner->outer, text->around) > pl_hair)
        pl_check_add(
            c,
            "the text '%.60s' reaches %.1f mm beyond the part of the page of the panel in row %d, column %d",
            text->string, pl_mm(beyond(owner->outer, text->around)), owner->row + 1, owner->column + 1);
    for (const pl_panel *other = c->figure->panels; other != NULL; other = other->next) {
        const pl_placed_text box = pl_placed_rect(other->box);
        if (other->host == NULL && other->holds == NULL && other != owner &&
            pl_placed_overlap(text, &box) > pl_hair)
            pl_check_add(
                c, "the text '%.60s' of the panel in row %d, column %d lies over that in row %d, column %d",
                text->string, owner->row + 1, owner->column + 1, other->row + 1, other->column + 1);
    }
}

static int compare_left(const void *first, const void *second)
{
    const pl_placed_text *a = first, *b = second;
    return (a->around.x > b->around.x) - (a->around.x < b->around.x);
}

static void check_texts(pl_check *c, const pl_placed_texts *placed)
{
    if (placed->count > 0) qsort(placed->texts, placed->count, sizeof *placed->texts, compare_left);
    for (size_t i = 0; i < placed->count; i++) {
        const pl_placed_text *text = &placed->texts[i];
        check_place(c, text);
        for (size_t j = i + 1; j < placed->count; j++) {
            const pl_placed_text *other = &placed->texts[j];
            if (other->around.x > pl_rect_right(text->around)) break;
            if (pl_placed_overlap(text, other) > pl_hair)
                pl_check_add(c, "the texts '%.60s' and '%.60s' lie over each other", text->string,
                             other->string);
        }
    }
}

// --- panels ----------------------------------------------------------------------------------------------

static void check_length(pl_check *c, const pl_panel *panel, const char *what, const char *text, double size,
                         double length)
{
    const double width = pl_canvas_width(&c->canvas, text, size, PL_FACE_REGULAR);
    if (width > length + pl_hair)
        pl_check_add(c, "the %s '%.60s' is %.1f mm long, its panel in row %d, column %d %.1f mm", what, text,
                     pl_mm(width), panel->row + 1, panel->column + 1, pl_mm(length));
}

static void check_labels(pl_check *c, const pl_panel *panel)
{
    const pl_theme *theme = &c->figure->theme;
    if (!panel->hidden && !panel->x_side.bare && !panel->x_side.off)
        check_length(c, panel, "x label", panel->x_side.label, theme->label_size, panel->box.width);
    if (!panel->hidden && !panel->y_side.bare)
        check_length(c, panel, "y label", panel->y_side.label, theme->label_size, panel->box.height);
    if (panel->has_bar)
        check_length(c, panel, "label of the colour bar", panel->bar_side.label, theme->label_size,
                     panel->box.height);
    if (panel->host == NULL)
        check_length(c, panel, "title", panel->title, theme->title_size, panel->outer.width);
}

static void check_cover(pl_check *c, const pl_panel *panel, pl_rect place, const char *what)
{
    pl_arena scratch = {0};
    const pl_ink ink = pl_panel_ink(panel, &c->canvas, &scratch);
    if (ink.sums != NULL && pl_ink_under(&ink, place) > 0.0)
        pl_check_add(c, "%s of the panel in row %d, column %d covers data", what, panel->row + 1,
                     panel->column + 1);
    pl_arena_empty(&scratch);
}

static void check_legend(pl_check *c, const pl_panel *panel)
{
    const pl_rect legend = panel->legend_box;
    if (!pl_legend_is_outside(panel)) check_cover(c, panel, legend, "the legend");
    for (const pl_panel *other = c->figure->panels; other != NULL; other = other->next)
        if (other->host == NULL && other->holds == NULL && other != pl_outermost(panel) &&
            pl_rect_overlap(other->box, legend))
            pl_check_add(
                c, "the legend of the panel in row %d, column %d lies over the panel in row %d, column %d",
                panel->row + 1, panel->column + 1, other->row + 1, other->column + 1);
}

static void check_panels(pl_check *c)
{
    for (const pl_panel *panel = c->figure->panels; panel != NULL; panel = panel->next) {
        check_labels(c, panel);
        if (panel->has_legend) check_legend(c, panel);
        if (panel->has_legend && panel->legend.place != PL_LEGEND_DIRECT) pl_check_colors(c, panel);
        if (panel->inset) check_cover(c, panel->host, panel->box, "an inset");
    }
}

// --- all -------------------------------------------------------------------------------------------------

// Draws all of the figure through a clip that holds nothing.
static void place_texts(pl_check *c, pl_placed_texts *placed)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    c->canvas = pl_figure_canvas(c->figure, cairo_create(surface));
    c->canvas.pixels = 1.0;
    c->canvas.page = (pl_rect){0.0, 0.0, c->figure->width, c->figure->height};
    c->canvas.placed = placed;
    cairo_rectangle(c->canvas.pen, 0.0, 0.0, 0.0, 0.0);
    cairo_clip(c->canvas.pen);
    pl_figure_draw(c->figure, &c->canvas);
    cairo_destroy(c->canvas.pen);
    cairo_surface_destroy(surface);
    c->canvas.pen = NULL;
    c->canvas.placed = NULL;
}

bn_status pl_figure_check(pl_figure *figure, double dpi, const char *const **faults, size_t *count)
{
    BN_TRY(pl_figure_lay_out(figure));
    pl_check c = {.figure = figure, .dpi = dpi};
    pl_placed_texts placed = {0};
    c.faults = pl_arena_take(&figure->arena, PL_MOST_FAULTS, sizeof *c.faults);
    if (c.faults == NULL) return pl_out_of_memory();
    place_texts(&c, &placed);
    check_texts(&c, &placed);
    if (figure->style >= 0) pl_check_journal(&c, &placed);
    pl_arena_empty(&placed.arena);
    check_panels(&c);
    if (figure->key != NULL) pl_check_colors(&c, figure->key);
    *faults = c.faults;
    *count = c.count;
    return c.canvas.status;
}
