/* A sharp image is one pixel per cell, stretched by cairo without smoothing, so a vector file holds the cells
   themselves. But in SVG the reader smooths what it stretches (librsvg and Inkscape, whatever image-rendering
   says), so a cell has as many pixels as print resolves, and only the last one is blurred. Cells smaller than a pixel
   of the page, smooth images, and images on axes that are not linear are sampled here: the data are averaged over a
   pixel, or interpolated between centres, and coloured afterwards. */
#include "plots/marks/marks_image.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    pl_mark base;
    const double *values;
    size_t rows, columns;
    double left, right, bottom, top;
    bool upward, smooth;
} image_mark;

pl_image_options pl_image_options_default(void)
{
    return (pl_image_options){.mark = pl_mark_options_default(),
                              .norm = pl_norm_options_default(),
                              .left = NAN,
                              .right = NAN,
                              .bottom = NAN,
                              .top = NAN};
}

// --- colours ---------------------------------------------------------------------------------------------

// ARGB32 with colour multiplied by alpha; transparent for NaN.
static uint32_t word_of(const image_mark *image, double value)
{
    const double at = pl_norm_at(image->base.norm, value);
    if (isnan(at)) return 0;
    const uint32_t rgb = pl_colormap_rgb(image->base.map, at);
    const double alpha = image->base.options.alpha;
    if (alpha >= 1.0) return 0xff000000u | rgb;
    uint32_t word = (uint32_t)lround(255.0 * alpha) << 24;
    for (int shift = 16; shift >= 0; shift -= 8)
        word |= (uint32_t)lround((rgb >> shift & 0xff) * alpha) << shift;
    return word;
}

static double cell(const image_mark *image, size_t row_from_top, size_t column)
{
    const size_t row = image->upward ? image->rows - 1 - row_from_top : row_from_top;
    return image->values[row * image->columns + column];
}

static uint32_t *row_words(cairo_surface_t *surface, size_t row)
{
    unsigned char *bytes = cairo_image_surface_get_data(surface);
    return (uint32_t *)(void *)(bytes + row * (size_t)cairo_image_surface_get_stride(surface));
}

// across x down pixels a cell.
static cairo_surface_t *cells_as_pixels(const image_mark *image, size_t across, size_t down)
{
    const size_t width = image->columns * across, height = image->rows * down;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) return surface;
    for (size_t r = 0; r < height; r++) {
        uint32_t *words = row_words(surface, r);
        if (r % down > 0) {
            memcpy(words, row_words(surface, r - 1), width * sizeof *words);
            continue;
        }
        for (size_t c = 0; c < width; c++)
            words[c] = c % across > 0 ? words[c - 1] : word_of(image, cell(image, r / down, c / across));
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

// --- sampling --------------------------------------------------------------------------------------------

// The range of cells that a pixel covers along one direction, in cells from 0 to their number.
typedef struct {
    double from, to;
} stretch;

static stretch stretch_of(const pl_map *map, double page, double half, double edge0, double edge1,
                          size_t cells)
{
    const double scale = (double)cells / (edge1 - edge0);
    const double a = (pl_map_value(map, page - half) - edge0) * scale;
    const double b = (pl_map_value(map, page + half) - edge0) * scale;
    return (stretch){fmin(a, b), fmax(a, b)};
}

static const double largest_term = 1e300;

static double mean_over(const image_mark *image, stretch down, stretch across)
{
    double sum = 0.0;
    size_t count = 0;
    const size_t r1 = (size_t)fmin(ceil(down.to - 1e-9), (double)image->rows);
    const size_t c1 = (size_t)fmin(ceil(across.to - 1e-9), (double)image->columns);
    for (size_t r = (size_t)fmax(0.0, floor(down.from)); r < r1; r++)
        for (size_t c = (size_t)fmax(0.0, floor(across.from)); c < c1; c++) {
            const double value = cell(image, r, c);
            if (!isfinite(value)) continue;
            sum += fmax(-largest_term, fmin(largest_term, value)); // so that no sum overflows
            count++;
        }
    return count > 0 ? sum / (double)count : NAN;
}

static double at_centres(stretch s, size_t cells, size_t *index)
{
    const double at = fmax(0.0, fmin((double)cells - 1.0, 0.5 * (s.from + s.to) - 0.5));
    *index = (size_t)fmin(floor(at), fmax(0.0, (double)cells - 2.0));
    return at - (double)*index;
}

// Between the finite ones of four cells, so that those beside a hole are whole. A hole is its own cell.
static double interpolated(const image_mark *image, stretch down, stretch across)
{
    size_t r, c;
    const double y = at_centres(down, image->rows, &r);
    const double x = at_centres(across, image->columns, &c);
    const size_t r1 = r + 1 < image->rows ? r + 1 : r;
    const size_t c1 = c + 1 < image->columns ? c + 1 : c;
    const double cells[4] = {cell(image, r, c), cell(image, r, c1), cell(image, r1, c), cell(image, r1, c1)};
    const double parts[4] = {(1.0 - y) * (1.0 - x), (1.0 - y) * x, y * (1.0 - x), y * x};
    const double nearest = cells[(y >= 0.5 ? 2 : 0) + (x >= 0.5 ? 1 : 0)];
    if (!isfinite(nearest)) return nearest;
    double sum = 0.0, whole = 0.0;
    for (int i = 0; i < 4; i++) {
        if (!isfinite(cells[i])) continue;
        sum += parts[i] * cells[i];
        whole += parts[i];
    }
    return whole == 1.0 ? sum : sum / whole;
}

static bool is_outside(stretch s, size_t cells)
{
    return !(s.to > 0.0 && s.from < (double)cells);
}

static double sample(const image_mark *image, stretch down, stretch across)
{
    if (is_outside(down, image->rows) || is_outside(across, image->columns)) return NAN;
    const bool wide = down.to - down.from > 1.0 || across.to - across.from > 1.0;
    if (image->smooth && !wide) return interpolated(image, down, across);
    if (wide) return mean_over(image, down, across);
    return cell(image, (size_t)fmax(0.0, fmin(0.5 * (down.from + down.to), (double)image->rows - 1.0)),
                (size_t)fmax(0.0, fmin(0.5 * (across.from + across.to), (double)image->columns - 1.0)));
}

static cairo_surface_t *sampled(const image_mark *image, const pl_view *view, pl_rect shown, double scale)
{
    const int width = (int)fmax(1.0, ceil(shown.width * scale)),
              height = (int)fmax(1.0, ceil(shown.height * scale));
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) return surface;
    const double half_x = 0.5 * shown.width / width, half_y = 0.5 * shown.height / height;
    for (int r = 0; r < height; r++) {
        uint32_t *words = row_words(surface, (size_t)r);
        const stretch down = stretch_of(&view->y, shown.y + (2 * r + 1) * half_y, half_y, image->top,
                                        image->bottom, image->rows);
        for (int c = 0; c < width; c++) {
            const stretch across = stretch_of(&view->x, shown.x + (2 * c + 1) * half_x, half_x, image->left,
                                              image->right, image->columns);
            words[c] = word_of(image, sample(image, down, across));
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

// --- drawing ---------------------------------------------------------------------------------------------

static void paint_into(cairo_surface_t *surface, pl_rect place, bool flip_x, bool flip_y, pl_canvas *canvas)
{
    cairo_t *pen = canvas->pen;
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) pl_canvas_note(canvas, pl_out_of_memory());
    cairo_save(pen);
    cairo_rectangle(pen, place.x, place.y, place.width, place.height);
    cairo_clip(pen);
    cairo_translate(pen, flip_x ? pl_rect_right(place) : place.x, flip_y ? pl_rect_bottom(place) : place.y);
    cairo_scale(pen, (flip_x ? -1.0 : 1.0) * place.width / cairo_image_surface_get_width(surface),
                (flip_y ? -1.0 : 1.0) * place.height / cairo_image_surface_get_height(surface));
    cairo_set_source_surface(pen, surface, 0.0, 0.0);
    cairo_pattern_set_filter(cairo_get_source(pen), CAIRO_FILTER_NEAREST);
    cairo_paint(pen);
    cairo_restore(pen);
}

static bool is_svg(const pl_canvas *canvas)
{
    return cairo_surface_get_type(cairo_get_target(canvas->pen)) == CAIRO_SURFACE_TYPE_SVG;
}

static bool is_far(pl_rect place)
{
    return fabs(place.x) > 1e5 || fabs(place.y) > 1e5 || place.width > 1e5 || place.height > 1e5;
}

// A narrower image could not be seen.
static pl_rect at_least_a_hair(pl_rect place)
{
    const double across = fmax(0.0, PL_LEAST_SEEN - place.width),
                 down = fmax(0.0, PL_LEAST_SEEN - place.height);
    return (pl_rect){place.x - 0.5 * across, place.y - 0.5 * down, place.width + across, place.height + down};
}

static size_t pixels_a_cell(double length, size_t cells, double scale)
{
    return (size_t)fmax(1.0, ceil(length * scale / (double)cells));
}

static void paint_cells(const image_mark *image, pl_rect place, bool flip_x, bool flip_y, bool stretched,
                        pl_canvas *canvas)
{
    const size_t across = stretched ? 1 : pixels_a_cell(place.width, image->columns, canvas->raster),
                 down = stretched ? 1 : pixels_a_cell(place.height, image->rows, canvas->raster);
    cairo_surface_t *surface = cells_as_pixels(image, across, down);
    paint_into(surface, place, flip_x, flip_y, canvas);
    cairo_surface_destroy(surface);
}

// Whether a good part of the image would be pixels that nobody sees.
static bool is_cut(pl_rect place, pl_rect box)
{
    return place.width * place.height > 1.5 * box.width * box.height;
}

static void draw_image(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const image_mark *image = (const image_mark *)mark;
    const pl_point first = {pl_map_reach(&view->x, image->left), pl_map_reach(&view->y, image->top)};
    const pl_point last = {pl_map_reach(&view->x, image->right), pl_map_reach(&view->y, image->bottom)};
    if (image->rows == 0 || image->columns == 0 || isnan(first.x + first.y + last.x + last.y)) return;
    const pl_rect place = at_least_a_hair(pl_rect_between(first, last));
    const double pixels = canvas->vector ? canvas->raster : canvas->pixels;
    const bool linear = view->x.scale.kind == PL_LINEAR && view->y.scale.kind == PL_LINEAR;
    const bool fine =
        place.width * pixels < (double)image->columns || place.height * pixels < (double)image->rows;
    const bool stretched = !is_svg(canvas);
    if (linear && !fine && !image->smooth && !is_far(place) && (stretched || !is_cut(place, view->box))) {
        paint_cells(image, place, first.x > last.x, first.y > last.y, stretched, canvas);
        return;
    }
    const double right = fmin(pl_rect_right(place), pl_rect_right(view->box));
    const double bottom = fmin(pl_rect_bottom(place), pl_rect_bottom(view->box));
    pl_rect shown = {fmax(place.x, view->box.x), fmax(place.y, view->box.y), 0.0, 0.0};
    if (right <= shown.x || bottom <= shown.y) return;
    shown.width = right - shown.x;
    shown.height = bottom - shown.y;
    cairo_surface_t *surface = sampled(image, view, shown, pixels);
    paint_into(surface, shown, false, false, canvas);
    cairo_surface_destroy(surface);
}

static const pl_mark_class image_class = {.draw = draw_image};

// --- making ----------------------------------------------------------------------------------------------

static double given_or(double given, double otherwise)
{
    return isnan(given) ? otherwise : given;
}

static bn_status check_edges(const char *axis, double first, double last)
{
    if (first != last) return bn_ok();
    return bn_fault(BN_EINVAL, "both %s edges of an image are %g; they must differ", axis, first);
}

static bn_status check(size_t rows, size_t columns, const pl_image_options *options)
{
    if (rows > 32767 || columns > 32767)
        return bn_fault(BN_EINVAL, "an image is %zu x %zu; at most 32767 rows and columns can be drawn", rows,
                        columns);
    BN_TRY(check_edges("x", options->left, options->right));
    return check_edges("y", options->bottom, options->top);
}

static void set_edges(image_mark *image, const pl_image_options *options)
{
    const double rows = (double)image->rows + 0.5;
    image->left = given_or(options->left, 0.5);
    image->right = given_or(options->right, (double)image->columns + 0.5);
    image->bottom = given_or(options->bottom, options->upward ? 0.5 : rows);
    image->top = given_or(options->top, options->upward ? rows : 0.5);
    const double x[2] = {image->left, image->right}, y[2] = {image->bottom, image->top};
    image->base.x = pl_extent_of(x, 2);
    image->base.y = pl_extent_of(y, 2);
    image->base.pins = PL_PIN_ALL;
}

bn_status pl_marks_add_image(pl_marks *marks, const double *values, size_t rows, size_t columns,
                             const pl_image_options *options)
{
    BN_TRY(check(rows, columns, options));
    image_mark *image = pl_mark_new(marks, &image_class, sizeof *image, &options->mark);
    if (image == NULL) return pl_out_of_memory();
    image->values = pl_arena_numbers(marks->arena, values, rows * columns);
    if (image->values == NULL) return pl_out_of_memory();
    const char *usual = isnan(options->norm.centre) ? "viridis" : "RdBu_r";
    BN_TRY(pl_mark_set_map(marks, &image->base, &options->norm, values, rows * columns,
                           options->colormap == NULL ? usual : options->colormap));
    image->rows = rows;
    image->columns = columns;
    image->upward = options->upward;
    image->smooth = options->smooth;
    if (rows > 0 && columns > 0) set_edges(image, options);
    if (isnan(options->bottom) && isnan(options->top) && !options->upward) {
        pl_axis_settings downward = pl_axis_settings_default();
        downward.inverted = 1;
        BN_TRY(pl_axis_set(marks->y, "y", &downward));
    }
    pl_marks_add(marks, &image->base);
    return bn_ok();
}
