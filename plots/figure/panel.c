/* The settings of a panel. Each change tells the figure that its layout is out of date. */
#include "plots/figure/panel.h"
#include "plots/text/text.h"

#include "plots/figure/panel_internal.h"

#include <math.h>

const bn_word pl_beside_words[] = {
    {PL_BESIDE_AUTOMATIC, "auto", "the column where panels share x or stand in one column, else the panel"},
    {PL_BESIDE_PANEL, "panel", "the panel, which is narrower than the others of its column"},
    {PL_BESIDE_COLUMN, "column", "all panels of the column, which stay equally wide"},
    {0},
};

void pl_panel_touch(pl_panel *panel)
{
    panel->figure->laid_out = false;
}

pl_marks *pl_panel_marks(pl_panel *panel)
{
    return &panel->marks;
}

const pl_theme *pl_panel_theme(const pl_panel *panel)
{
    return &panel->figure->theme;
}

bn_status pl_panel_set_axis(pl_panel *panel, pl_direction direction, const pl_axis_settings *settings)
{
    pl_panel_touch(panel);
    if (direction == PL_X) return pl_axis_set(panel->x, "x", settings);
    return pl_axis_set(panel->y, "y", settings);
}

bn_status pl_panel_check_text(const pl_panel *panel, const char *text)
{
    return pl_text_check(panel->figure->fonts, text);
}

static bn_status set_text(pl_panel *panel, const char *text, const char **place)
{
    if (text != NULL) BN_TRY(pl_panel_check_text(panel, text));
    pl_panel_touch(panel);
    *place = NULL;
    if (text == NULL) return bn_ok();
    *place = pl_arena_text(&panel->figure->arena, text);
    return *place == NULL ? pl_out_of_memory() : bn_ok();
}

bn_status pl_panel_set_label(pl_panel *panel, pl_direction direction, const char *text)
{
    return set_text(panel, text, &pl_panel_side(panel, direction)->label);
}

bn_status pl_panel_set_title(pl_panel *panel, const char *text)
{
    return set_text(panel, text, &panel->title);
}

bn_status pl_panel_set_ticks(pl_panel *panel, pl_direction direction, const double *values,
                             const char *const *texts, size_t count)
{
    if (count > PL_MOST_TICKS)
        return bn_fault(BN_EINVAL, "%zu ticks were given; an axis takes at most %d", count, PL_MOST_TICKS);
    pl_panel_touch(panel);
    pl_arena *arena = &panel->figure->arena;
    pl_axis_side *side = pl_panel_side(panel, direction);
    for (size_t i = 0; texts != NULL && i < count; i++) BN_TRY(pl_panel_check_text(panel, texts[i]));
    const double *copied = pl_arena_numbers(arena, values, count);
    const char **copies = texts == NULL ? NULL : pl_arena_take(arena, count, sizeof *copies);
    if (copied == NULL || (texts != NULL && copies == NULL)) return pl_out_of_memory();
    for (size_t i = 0; texts != NULL && i < count; i++) {
        copies[i] = pl_arena_text(arena, texts[i]);
        if (copies[i] == NULL) return pl_out_of_memory();
    }
    side->ticks = copied;
    side->tick_texts = copies;
    side->tick_count = (int)count;
    side->named = false;
    return bn_ok();
}

void pl_panel_set_tick_writer(pl_panel *panel, pl_direction direction, pl_tick_writer writer)
{
    pl_panel_side(panel, direction)->writer = writer;
    pl_panel_touch(panel);
}

void pl_panel_set_aspect(pl_panel *panel, double aspect)
{
    panel->aspect = aspect;
    pl_panel_touch(panel);
}

pl_panel_look pl_panel_look_default(void)
{
    return (pl_panel_look){-1, -1, -1, -1, -1, -1};
}

static void change(int asked, bool *member)
{
    if (asked >= 0) *member = asked > 0;
}

void pl_panel_set_look(pl_panel *panel, const pl_panel_look *look)
{
    bool shown = !panel->hidden;
    change(look->left, &panel->left);
    change(look->right, &panel->right);
    change(look->top, &panel->top);
    change(look->bottom, &panel->bottom);
    change(look->grid, &panel->grid);
    change(look->axes, &shown);
    panel->hidden = !shown;
    pl_panel_touch(panel);
}

void pl_panel_set_beside(pl_panel *panel, pl_beside beside)
{
    panel->beside = beside;
    pl_panel_touch(panel);
}

bn_status pl_panel_set_legend(pl_panel *panel, const pl_legend_options *options)
{
    if (options->title != NULL && options->place == PL_LEGEND_DIRECT)
        return bn_fault(BN_EINVAL, "labels at the ends of lines have no title");
    const char *title;
    BN_TRY(set_text(panel, options->title, &title));
    panel->legend = *options;
    panel->legend.title = title;
    panel->has_legend = true;
    return bn_ok();
}

bn_status pl_panel_set_colorbar(pl_panel *panel, const char *label)
{
    if (panel->marks.mapped == NULL)
        return bn_fault(BN_EINVAL, "a colour bar was asked for; the panel has no mark with a colour map");
    panel->has_bar = true;
    return set_text(panel, label, &panel->bar_side.label);
}

void pl_panel_limits(pl_panel *panel, pl_direction direction, double *first, double *last)
{
    pl_figure_lay_out(panel->figure); // an error is returned when the figure is written
    const pl_axis *axis = pl_panel_axis(panel, direction);
    *first = axis->first;
    *last = axis->last;
}
