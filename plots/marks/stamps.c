/* Coverage is printed as cairo composes it, in 8 bits: c + (1 - c) m into a sheet of coverage where all markers have
   one colour, and likewise for each channel into a sheet of premultiplied colours. Rows of stamps are as long as the
   registers of the processor, so that the loops over them become a few instructions; sheets have room behind each row
   for what is then printed of nothing. */
#include "plots/marks/stamps.h"

#include <math.h>
#include <string.h>

enum {
    PARTS = 8,         // of a pixel, in each direction
    SIZES_A_PIXEL = 8, // of diameters
    MOST_PIXELS = 32,  // of a diameter; larger markers are drawn by cairo
    LANES = 8,         // bytes that are printed at once
};

// Coverage, a byte a channel of each pixel.
typedef struct {
    const unsigned char *bytes; // NULL before it is drawn
    ptrdiff_t left, top;        // of its first pixel from that of the marker's middle
    size_t rows, row;           // row: bytes of one, whole registers
} layer;

typedef struct {
    layer fill, edge;
} stamp;

struct pl_stamps {
    const pl_canvas *canvas;
    pl_marker_style style;
    pl_arena *arena;
    bool colored, edged;
    double xx, yy, x0, y0; // a point of the page at x is xx x + x0 pixels from the left of the sheet
    double stroke;         // the widest line around a marker, pixels
    double unit;           // of diameters, points
    double most;           // the largest diameter that is stamped, points
    pl_rect reach;         // where middles of stamps may lie
    cairo_surface_t *sheet;
    cairo_t *pen; // on the sheet, in points of the page
    unsigned char *bytes;
    ptrdiff_t stride;
    int channels;
    stamp *stamps[MOST_PIXELS * SIZES_A_PIXEL + 1]; // by diameter in units; then by part of a pixel
};

// --- the sheet ------------------------------------------------------------------------------------------------

// Pixels from a marker's middle to beyond its corners and edges.
static int radius_of(const pl_stamps *stamps, int size)
{
    return (int)ceil(0.65 * size * stamps->unit * fmax(stamps->xx, stamps->yy) + stamps->stroke) + 1;
}

static int size_at(const pl_stamps *stamps, double diameter)
{
    return (int)fmax(1.0, round(fmax(PL_LEAST_SEEN, diameter) / stamps->unit));
}

static bool is_upright(const cairo_matrix_t *matrix)
{
    return matrix->xy == 0.0 && matrix->yx == 0.0 && matrix->xx > 0.0 && matrix->yy > 0.0;
}

static bool find_pixels(pl_stamps *stamps)
{
    cairo_surface_t *picture = cairo_get_target(stamps->canvas->pen);
    if (cairo_surface_get_type(picture) != CAIRO_SURFACE_TYPE_IMAGE) return false;
    cairo_matrix_t matrix;
    cairo_get_matrix(stamps->canvas->pen, &matrix);
    double scale_x, scale_y, x0, y0;
    cairo_surface_get_device_scale(picture, &scale_x, &scale_y);
    cairo_surface_get_device_offset(picture, &x0, &y0);
    stamps->xx = matrix.xx * scale_x;
    stamps->yy = matrix.yy * scale_y;
    stamps->x0 = matrix.x0 * scale_x + x0;
    stamps->y0 = matrix.y0 * scale_y + y0;
    stamps->stroke = cairo_get_line_width(stamps->canvas->pen) * fmax(stamps->xx, stamps->yy);
    return is_upright(&matrix);
}

// Makes pixel (left, top) of the picture the first of the sheet.
static void place_sheet(pl_stamps *stamps, int left, int top)
{
    cairo_surface_t *picture = cairo_get_target(stamps->canvas->pen);
    double scale_x, scale_y, x0, y0;
    cairo_surface_get_device_scale(picture, &scale_x, &scale_y);
    cairo_surface_get_device_offset(picture, &x0, &y0);
    cairo_surface_set_device_scale(stamps->sheet, scale_x, scale_y);
    cairo_surface_set_device_offset(stamps->sheet, x0 - left, y0 - top);
    stamps->x0 -= left;
    stamps->y0 -= top;
}

// A sheet for all stamps whose middles lie in `reach`.
static bool lay_sheet(pl_stamps *stamps)
{
    const pl_rect reach = stamps->reach;
    const int beyond = radius_of(stamps, size_at(stamps, stamps->most)) + 1;
    const int left = (int)floor(reach.x * stamps->xx + stamps->x0) - beyond;
    const int top = (int)floor(reach.y * stamps->yy + stamps->y0) - beyond;
    const int right = (int)ceil(pl_rect_right(reach) * stamps->xx + stamps->x0) + beyond + LANES;
    const int bottom = (int)ceil(pl_rect_bottom(reach) * stamps->yy + stamps->y0) + beyond;
    stamps->sheet = cairo_image_surface_create(stamps->colored ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_A8,
                                               right - left, bottom - top);
    place_sheet(stamps, left, top);
    stamps->bytes = cairo_image_surface_get_data(stamps->sheet);
    stamps->stride = cairo_image_surface_get_stride(stamps->sheet);
    if (stamps->bytes == NULL) {
        cairo_surface_destroy(stamps->sheet);
        return false;
    }
    stamps->pen = cairo_create(stamps->sheet);
    cairo_matrix_t matrix;
    cairo_get_matrix(stamps->canvas->pen, &matrix);
    cairo_set_matrix(stamps->pen, &matrix);
    cairo_set_line_width(stamps->pen, cairo_get_line_width(stamps->canvas->pen));
    return true;
}

pl_stamps *pl_stamps_begin(const pl_canvas *canvas, const pl_stamp_kind *kind, pl_rect box, pl_arena *scratch)
{
    pl_stamps *stamps = pl_arena_take(scratch, 1, sizeof *stamps);
    if (stamps == NULL) return NULL;
    *stamps = (pl_stamps){.canvas = canvas, .style = kind->style, .arena = scratch};
    stamps->edged = kind->style.edge_width > 0.0;
    stamps->colored = kind->colored || stamps->edged;
    stamps->channels = stamps->colored ? 4 : 1;
    if (kind->style.shape == PL_MARKER_NONE || !find_pixels(stamps)) return NULL;
    stamps->most = MOST_PIXELS / fmax(stamps->xx, stamps->yy);
    const bool all = kind->largest <= stamps->most;
    if (!(all || (kind->sized && !kind->unclipped)) || !(stamps->stroke <= MOST_PIXELS)) return NULL;
    if (all) stamps->most = fmax(PL_LEAST_SEEN, kind->largest);
    stamps->unit = kind->sized ? 1.0 / (SIZES_A_PIXEL * fmax(stamps->xx, stamps->yy)) : stamps->most;
    stamps->reach = pl_rect_grown(box, stamps->most);
    return lay_sheet(stamps) ? stamps : NULL;
}

// --- making stamps ------------------------------------------------------------------------------------------

// Draws one layer of a marker at a point of a surface of coverage, in pixels.
static void draw_layer(const pl_stamps *stamps, cairo_surface_t *surface, int size, pl_point at,
                       const pl_marker_style *style)
{
    pl_canvas canvas = *stamps->canvas;
    canvas.pen = cairo_create(surface);
    cairo_scale(canvas.pen, stamps->xx, stamps->yy);
    cairo_set_line_width(canvas.pen, cairo_get_line_width(stamps->canvas->pen));
    pl_trace_marker(&canvas, style, (pl_point){at.x / stamps->xx, at.y / stamps->yy}, size * stamps->unit);
    cairo_destroy(canvas.pen);
    cairo_surface_flush(surface);
}

// The pixels of a surface, side x side, that are covered.
typedef struct {
    int left, top, right, bottom;
} covered;

static covered find_covered(const unsigned char *drawn, int side, ptrdiff_t stride)
{
    covered found = {side, side, 1, 1};
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            if (drawn[y * stride + x] == 0) continue;
            found.left = x < found.left ? x : found.left;
            found.right = x >= found.right ? x + 1 : found.right;
            found.top = y < found.top ? y : found.top;
            found.bottom = y + 1;
        }
    found.left = found.left < found.right ? found.left : found.right - 1;
    found.top = found.top < found.bottom ? found.top : found.bottom - 1;
    return found;
}

// Keeps what is covered of a surface around a marker, as rows of whole registers, each byte for every channel.
static layer cut_layer(pl_stamps *stamps, cairo_surface_t *surface, int radius)
{
    const unsigned char *drawn = cairo_image_surface_get_data(surface);
    const ptrdiff_t stride = cairo_image_surface_get_stride(surface);
    const covered part = find_covered(drawn, 2 * radius + 1, stride);
    const size_t channels = (size_t)stamps->channels, columns = (size_t)(part.right - part.left);
    layer made = {
        .left = part.left - radius, .top = part.top - radius, .rows = (size_t)(part.bottom - part.top)};
    made.row = (columns * channels + LANES - 1) / LANES * LANES;
    unsigned char *bytes = pl_arena_take(stamps->arena, made.rows * made.row, 1);
    made.bytes = bytes;
    for (size_t y = 0; y < made.rows && bytes != NULL; y++)
        for (size_t x = 0; x < columns; x++) {
            const unsigned char cover = drawn[((ptrdiff_t)y + part.top) * stride + (ptrdiff_t)x + part.left];
            memset(bytes + y * made.row + x * channels, cover, channels);
        }
    return made;
}

static layer make_layer(pl_stamps *stamps, int size, int part_x, int part_y, const pl_marker_style *style)
{
    const int radius = radius_of(stamps, size), side = 2 * radius + 1;
    const pl_point at = {radius + (part_x + 0.5) / PARTS, radius + (part_y + 0.5) / PARTS};
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, side, side);
    layer made = {0};
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        draw_layer(stamps, surface, size, at, style);
        made = cut_layer(stamps, surface, radius);
    }
    cairo_surface_destroy(surface);
    return made;
}

static void make_stamp(pl_stamps *stamps, int size, int part_x, int part_y, stamp *made)
{
    const pl_color black = {0.0, 0.0, 0.0, 1.0}, nothing = {0};
    pl_marker_style style = {.shape = stamps->style.shape, .fill = black};
    if (!stamps->colored) style.fill.alpha = stamps->style.fill.alpha;
    made->fill = make_layer(stamps, size, part_x, part_y, &style);
    if (!stamps->edged) return;
    style = (pl_marker_style){stamps->style.shape, nothing, black, stamps->style.edge_width};
    made->edge = make_layer(stamps, size, part_x, part_y, &style);
}

// The stamp for a diameter and a part of a pixel; NULL without memory.
static const stamp *stamp_for(pl_stamps *stamps, int size, int part_x, int part_y)
{
    stamp **of_size = &stamps->stamps[size];
    if (*of_size == NULL) *of_size = pl_arena_take(stamps->arena, (size_t)PARTS * PARTS, sizeof **of_size);
    if (*of_size == NULL) return NULL;
    stamp *found = *of_size + part_y * PARTS + part_x;
    if (found->fill.bytes == NULL) make_stamp(stamps, size, part_x, part_y, found);
    return found->fill.bytes == NULL || (stamps->edged && found->edge.bytes == NULL) ? NULL : found;
}

// --- printing -------------------------------------------------------------------------------------------------

// A register of bytes, and the same numbers with room for products.
typedef unsigned char lanes __attribute__((vector_size(LANES)));
typedef uint16_t wide_lanes __attribute__((vector_size(2 * LANES)));

static inline wide_lanes load(const unsigned char *from)
{
    lanes bytes;
    memcpy(&bytes, from, LANES);
    return __builtin_convertvector(bytes, wide_lanes);
}

static inline void store(unsigned char *to, wide_lanes numbers)
{
    const lanes bytes = __builtin_convertvector(numbers, lanes);
    memcpy(to, &bytes, LANES);
}

// a / 255, rounded, for a up to 255 * 255.
static inline wide_lanes by_255(wide_lanes a)
{
    const wide_lanes b = a + 128;
    return (b + (b >> 8)) >> 8;
}

static inline void print_coverage(unsigned char *to, const unsigned char *cover, size_t count)
{
    for (size_t i = 0; i < count; i += LANES) {
        const wide_lanes c = load(cover + i);
        store(to + i, c + by_255(load(to + i) * (255 - c)));
    }
}

// A premultiplied colour as often as a register holds it.
typedef struct {
    wide_lanes channels;
    uint16_t alpha;
} ink;

static inline ink ink_of(pl_color color)
{
    const double most = 255.0 * color.alpha;
    const uint32_t word = (uint32_t)(most + 0.5) << 24 | (uint32_t)(most * color.red + 0.5) << 16 |
                          (uint32_t)(most * color.green + 0.5) << 8 | (uint32_t)(most * color.blue + 0.5);
    unsigned char bytes[LANES];
    for (size_t i = 0; i < LANES; i += sizeof word) memcpy(bytes + i, &word, sizeof word);
    return (ink){.channels = load(bytes), .alpha = (uint16_t)(word >> 24)};
}

static inline void print_color(unsigned char *to, const unsigned char *cover, size_t count, const ink *color)
{
    for (size_t i = 0; i < count; i += LANES) {
        const wide_lanes c = load(cover + i);
        const wide_lanes left = 255 - by_255(c * color->alpha);
        store(to + i, by_255(c * color->channels) + by_255(load(to + i) * left));
    }
}

// Prints a layer around the pixel at `middle`.
static void print_layer(const pl_stamps *stamps, const layer *printed, unsigned char *middle, pl_color color)
{
    unsigned char *to = middle + printed->top * stamps->stride + printed->left * stamps->channels;
    const unsigned char *from = printed->bytes;
    const ink made = ink_of(color);
    for (size_t y = 0; y < printed->rows; y++, to += stamps->stride, from += printed->row) {
        if (stamps->colored)
            print_color(to, from, printed->row, &made);
        else
            print_coverage(to, from, printed->row);
    }
}

// Draws a marker onto the sheet by cairo.
static void draw_large(const pl_stamps *stamps, pl_point at, double diameter, pl_color fill)
{
    pl_canvas canvas = *stamps->canvas;
    canvas.pen = stamps->pen;
    pl_marker_style style = stamps->style;
    style.fill = fill;
    cairo_surface_mark_dirty(stamps->sheet);
    pl_trace_marker(&canvas, &style, at, diameter);
    cairo_surface_flush(stamps->sheet);
}

bool pl_stamps_print(pl_stamps *stamps, pl_point at, double diameter, pl_color fill)
{
    if (!(diameter > 0.0)) return true;
    if (diameter > stamps->most) {
        draw_large(stamps, at, diameter, fill);
        return true;
    }
    if (!pl_rect_holds(stamps->reach, at.x, at.y)) return true;
    const int size = size_at(stamps, diameter);
    const double x = at.x * stamps->xx + stamps->x0, y = at.y * stamps->yy + stamps->y0;
    const int column = (int)x, row = (int)y;
    const stamp *found = stamp_for(stamps, size, (int)((x - column) * PARTS), (int)((y - row) * PARTS));
    if (found == NULL) return false;
    unsigned char *middle = stamps->bytes + row * stamps->stride + (ptrdiff_t)column * stamps->channels;
    print_layer(stamps, &found->fill, middle, fill);
    if (stamps->edged) print_layer(stamps, &found->edge, middle, stamps->style.edge);
    return true;
}

void pl_stamps_end(pl_stamps *stamps)
{
    cairo_t *pen = stamps->canvas->pen;
    cairo_surface_mark_dirty(stamps->sheet);
    cairo_save(pen);
    cairo_identity_matrix(pen);
    if (stamps->colored) {
        cairo_set_source_surface(pen, stamps->sheet, 0.0, 0.0);
        cairo_paint(pen);
    } else {
        const pl_color fill = stamps->style.fill; // whose alpha is in the coverage
        cairo_set_source_rgb(pen, fill.red, fill.green, fill.blue);
        cairo_mask_surface(pen, stamps->sheet, 0.0, 0.0);
    }
    cairo_restore(pen);
    cairo_destroy(stamps->pen);
    cairo_surface_destroy(stamps->sheet);
}
