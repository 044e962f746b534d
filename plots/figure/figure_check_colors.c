/* Entries of a legend that look alike: their samples are drawn and compared point by point, so that dashes, markers and
   fills tell as much as colours do. Two are told apart when enough of their ink differs. */
#include "plots/figure/figure_check.h"

#include "plots/color/vision.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// The published palette has 16 and more to the colour-blind; its neighbours in grey that print tells apart have 8.
static const double least_distance[PL_VISIONS] = {12.0, 12.0, 12.0, 8.0};
static const double least_part = 0.12; // of the ink; a disc and a square around it differ by a fifth

enum { MOST_SAMPLES = 32 };

// Samples that would be higher than some pixels take fewer of them a point, where lines are still seen.
static const double most_a_point = 3.0, least_a_point = 2.0, most_high = 90.0;

typedef struct {
    size_t count; // of pixels
    pl_lab *pixels[PL_VISIONS];
    double *ink; // of each pixel, how far it is from the ground
} sample;

static pl_color pixel_color(uint32_t pixel)
{
    return pl_color_rgb(pixel & 0xffffff);
}

static void read_pixels(cairo_surface_t *image, sample *made)
{
    cairo_surface_flush(image);
    const unsigned char *rows = cairo_image_surface_get_data(image);
    const int width = cairo_image_surface_get_width(image), stride = cairo_image_surface_get_stride(image);
    for (size_t i = 0; i < made->count; i++) {
        uint32_t pixel;
        memcpy(&pixel, rows + (i / (size_t)width) * (size_t)stride + 4 * (i % (size_t)width), sizeof pixel);
        for (int v = 0; v < PL_VISIONS; v++)
            made->pixels[v][i] = pl_vision_lab(pixel_color(pixel), (pl_vision)v);
    }
}

// The sample of a mark, or the bare ground for NULL.
static sample draw_sample(pl_check *c, const pl_mark *mark, pl_arena *scratch)
{
    const pl_theme *theme = &c->figure->theme;
    const pl_rect box = {0.0, 0.0, ceil(1.9 * theme->legend_size), ceil(1.2 * theme->legend_size)};
    const double scale = fmax(least_a_point, fmin(most_a_point, most_high / box.height));
    const int width = (int)ceil(box.width * scale), height = (int)ceil(box.height * scale);
    sample made = {.count = (size_t)width * (size_t)height};
    for (int v = 0; v < PL_VISIONS; v++) {
        made.pixels[v] = pl_arena_take(scratch, made.count, sizeof *made.pixels[v]);
        if (made.pixels[v] == NULL) pl_canvas_note(&c->canvas, pl_out_of_memory());
    }
    if (c->canvas.status.code != BN_OK) return (sample){0};
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_surface_set_device_scale(image, scale, scale);
    pl_canvas canvas = pl_figure_canvas(c->figure, cairo_create(image));
    canvas.pixels = scale;
    pl_canvas_color(&canvas, theme->background);
    cairo_paint(canvas.pen);
    if (mark != NULL) mark->class->key(mark, box, &canvas);
    cairo_destroy(canvas.pen);
    read_pixels(image, &made);
    cairo_surface_destroy(image);
    return made;
}

// Finds the ink of a sample once, for all comparisons with others.
static void find_ink(pl_check *c, sample *made, const sample *ground, pl_arena *scratch)
{
    made->ink = pl_arena_take(scratch, made->count, sizeof *made->ink);
    if (made->ink == NULL) {
        pl_canvas_note(&c->canvas, pl_out_of_memory());
        return;
    }
    for (size_t i = 0; i < made->count; i++)
        made->ink[i] = pl_lab_distance(made->pixels[PL_VISION_USUAL][i], ground->pixels[PL_VISION_USUAL][i]);
}

static bool look_alike(const sample *a, const sample *b, int vision)
{
    size_t ink = 0, apart = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (fmax(a->ink[i], b->ink[i]) < 2.3) continue;
        ink++;
        if (pl_lab_distance(a->pixels[vision][i], b->pixels[vision][i]) >= least_distance[vision]) apart++;
    }
    return ink > 0 && (double)apart < least_part * (double)ink;
}

// In how many kinds of vision two entries look alike; 0 for those with the same label.
static int likeness(const pl_entries *list, const sample *samples, int i, int j)
{
    int count = 0;
    if (strcmp(list->marks[i]->options.label, list->marks[j]->options.label) == 0) return 0;
    for (int v = 0; v < PL_VISIONS; v++) count += look_alike(&samples[i], &samples[j], v);
    return count;
}

// To whom two samples look alike, as " in grey"; nothing for everybody.
static void name_visions(const sample *a, const sample *b, char *whom, size_t size)
{
    static const char *const names[PL_VISIONS] = {"", " to protanopes", " to deuteranopes", " in grey"};
    whom[0] = '\0';
    for (int v = 0; v < PL_VISIONS; v++) {
        if (!look_alike(a, b, v)) continue;
        if (v == PL_VISION_USUAL) return;
        const size_t length = strlen(whom);
        snprintf(whom + length, size - length, "%s%s", length > 0 ? "," : "", names[v]);
    }
}

// Each entry is named once, with the one before that it resembles most.
static void compare(pl_check *c, const char *place, const pl_entries *list, const sample *samples)
{
    char whom[128];
    for (int i = 1; i < list->count && i < MOST_SAMPLES; i++) {
        int most = 0, nearest = 0;
        for (int j = 0; j < i; j++) {
            const int alike = likeness(list, samples, i, j);
            if (alike > most) nearest = j;
            if (alike > most) most = alike;
        }
        if (most == 0) continue;
        name_visions(&samples[nearest], &samples[i], whom, sizeof whom);
        pl_check_add(c, "'%.60s' and '%.60s' in the legend of %s look alike%s",
                     list->marks[nearest]->options.label, list->marks[i]->options.label, place, whom);
    }
}

void pl_check_colors(pl_check *c, const pl_panel *panel)
{
    sample samples[MOST_SAMPLES];
    char place[64] = "the figure";
    if (panel != c->figure->key)
        snprintf(place, sizeof place, "the panel in row %d, column %d", pl_outermost(panel)->row + 1,
                 pl_outermost(panel)->column + 1);
    pl_arena scratch = {0};
    const pl_entries list = pl_legend_entries(panel);
    const sample ground = draw_sample(c, NULL, &scratch);
    for (int i = 0; i < list.count && i < MOST_SAMPLES; i++) {
        samples[i] = draw_sample(c, list.marks[i], &scratch);
        if (c->canvas.status.code == BN_OK) find_ink(c, &samples[i], &ground, &scratch);
    }
    if (c->canvas.status.code == BN_OK) compare(c, place, &list, samples);
    pl_arena_empty(&scratch);
}
