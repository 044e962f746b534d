/* Limits of journals (style.h): sizes of the page, of texts, widths of lines, pixels to the inch. Each size of text is
   told once, of lines the thinnest. */
#include "plots/figure/figure_check.h"

#include "plots/canvas/style.h"

#include <stdio.h>

static void check_size(pl_check *c, const char *journal, const char *side, double size, double most)
{
    if (most > 0.0 && size > most + pl_hair)
        pl_check_add(c, "the figure is %.4g mm %s; '%s' takes at most %.4g mm", pl_mm(size), side, journal,
                     pl_mm(most));
}

// Each size of text is told once, by the first text that has it.
static bool is_told(const pl_placed_texts *placed, size_t before, double size)
{
    for (size_t i = 0; i < before; i++)
        if (placed->texts[i].size == size) return true;
    return false;
}

static void check_texts(pl_check *c, const char *journal, const pl_style_limits *limits,
                        const pl_placed_texts *placed)
{
    for (size_t i = 0; i < placed->count; i++) {
        const pl_placed_text *text = &placed->texts[i];
        if (is_told(placed, i, text->size)) continue;
        if (text->size < limits->least_text)
            pl_check_add(c, "the text '%.60s' has %.3g points; '%s' takes at least %.3g", text->string,
                         text->size, journal, limits->least_text);
        if (limits->most_text > 0.0 && text->size > limits->most_text)
            pl_check_add(c, "the text '%.60s' has %.3g points; '%s' takes at most %.3g", text->string,
                         text->size, journal, limits->most_text);
    }
}

// The thinnest line; one of the page, which has no panel, is only said to be one.
static void check_lines(pl_check *c, const char *journal, double least, const pl_placed_texts *placed)
{
    char place[64] = "";
    if (!placed->has_lines || placed->thinnest.width >= least - 1e-9) return;
    const pl_panel *panel = placed->thinnest.owner == NULL ? NULL : pl_outermost(placed->thinnest.owner);
    if (panel != NULL)
        snprintf(place, sizeof place, " of the panel in row %d, column %d", panel->row + 1,
                 panel->column + 1);
    pl_check_add(c, "a line%s has %.3g points; '%s' takes at least %.3g", place, placed->thinnest.width,
                 journal, least);
}

double pl_figure_least_dpi(const pl_figure *figure)
{
    return figure->style < 0 ? 0.0 : pl_style_limits_of((pl_style)figure->style).least_dpi;
}

void pl_check_journal(pl_check *c, const pl_placed_texts *placed)
{
    const char *journal = bn_word_of(pl_style_words, c->figure->style);
    const pl_style_limits limits = pl_style_limits_of((pl_style)c->figure->style);
    check_size(c, journal, "wide", c->figure->width, limits.widest);
    check_size(c, journal, "high", c->figure->height, limits.highest);
    check_texts(c, journal, &limits, placed);
    check_lines(c, journal, limits.least_line, placed);
    if (c->dpi > 0.0 && c->dpi < limits.least_dpi)
        pl_check_add(c, "the figure is saved with %.4g dpi; '%s' takes at least %.4g", c->dpi, journal,
                     limits.least_dpi);
}
