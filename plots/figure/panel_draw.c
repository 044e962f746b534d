/* Draws a figure and its panels, from the background up: grid, marks, spines and ticks, texts, legends,
   colour bars, insets. A mark that is asked for as pixels is drawn into an image that is then put in its
   place. The canvas keeps the first error, which is checked once, at the end. */
#include "plots/figure/panel_internal.h"

#include <math.h>

// --- the page --------------------------------------------------------------------------------------------

static bool is_vector(cairo_t *pen)
{
    return cairo_surface_get_type(cairo_get_target(pen)) != CAIRO_SURFACE_TYPE_IMAGE;
}

static double pixels_per_point(cairo_t *pen)
{
    double x = 1.0, y = 0.0;
    cairo_user_to_device_distance(pen, &x, &y);
    return hypot(x, y);
}

// A vector page is drawn as finely as a good press can show: 1200 dots per inch.
enum { PRESS_DPI = 1200 };

// Pixels to a point of what a vector page holds as pixels: the surface's own resolution for that.
static double raster_of(cairo_t *pen)
{
    double x_dpi, y_dpi;
    cairo_surface_get_fallback_resolution(cairo_get_target(pen), &x_dpi, &y_dpi);
    return x_dpi / PL_POINTS_PER_INCH;
}

static void draw_title(const pl_figure *figure, pl_canvas *canvas)
{
    const pl_theme *theme = &figure->theme;
    pl_canvas_write(canvas, figure->title, theme->suptitle_size, PL_FACE_REGULAR, theme->ink,
                    (pl_point){0.5 * figure->width, theme->margin}, (pl_text_anchor){PL_CENTRE, PL_TOP, 0.0});
}

void pl_figure_draw(const pl_figure *figure, pl_canvas *canvas)
{
    pl_canvas_color(canvas, figure->theme.background);
    cairo_paint(canvas->pen);
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->host == NULL || panel->inset) pl_panel_draw(panel, canvas);
    pl_figure_draw_wide(figure, canvas);
    draw_title(figure, canvas);
}

static bn_status draw_page(const void *drawn, cairo_t *pen)
{
    const pl_figure *figure = drawn;
    pl_canvas canvas = pl_figure_canvas(figure, pen);
    canvas.vector = is_vector(pen);
    canvas.pixels = canvas.vector ? PRESS_DPI / PL_POINTS_PER_INCH : pixels_per_point(pen);
    canvas.raster = raster_of(pen);
    canvas.page = (pl_rect){0.0, 0.0, figure->width, figure->height};
    pl_figure_draw(figure, &canvas);
    return canvas.status;
}

bn_status pl_figure_page(pl_figure *figure, pl_page *page)
{
    BN_TRY(pl_figure_lay_out(figure));
    *page = (pl_page){.width = figure->width, .height = figure->height, .draw = draw_page, .drawn = figure};
    return bn_ok();
}

// --- marks -----------------------------------------------------------------------------------------------

static void draw_clipped(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const pl_rect page = canvas->page;
    cairo_save(canvas->pen);
    if (!mark->options.unclipped) {
        canvas->page = (pl_rect){0}; // it is to be cut by the box
        cairo_rectangle(canvas->pen, view->box.x, view->box.y, view->box.width, view->box.height);
        cairo_clip(canvas->pen);
    }
    mark->class->draw(mark, view, canvas);
    canvas->page = page;
    cairo_restore(canvas->pen);
}

// Draws a mark into pixels over the box, and these into the page.
static void draw_as_pixels(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const double scale = canvas->raster;
    cairo_surface_t *image = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, (int)ceil(view->box.width * scale), (int)ceil(view->box.height * scale));
    cairo_surface_set_device_scale(image, scale, scale);
    cairo_surface_set_device_offset(image, -view->box.x * scale, -view->box.y * scale);
    pl_canvas within = *canvas;
    within.pen = cairo_create(image);
    within.pixels = scale;
    within.vector = false;
    draw_clipped(mark, view, &within);
    pl_canvas_note(canvas, within.status);
    cairo_destroy(within.pen);
    cairo_save(canvas->pen);
    cairo_set_source_surface(canvas->pen, image, 0.0, 0.0);
    cairo_paint(canvas->pen);
    cairo_restore(canvas->pen);
    cairo_surface_destroy(image);
}

static void draw_own_marks(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_view view = pl_panel_view(panel);
    for (const pl_mark *mark = panel->marks.first; mark != NULL; mark = mark->next) {
        if (mark->options.rasterized && canvas->vector)
            draw_as_pixels(mark, &view, canvas);
        else
            draw_clipped(mark, &view, canvas);
    }
}

void pl_panel_draw_marks(const pl_panel *panel, pl_canvas *canvas)
{
    draw_own_marks(panel, canvas);
    for (const pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next)
        if (twin->host == panel && !twin->inset) draw_own_marks(twin, canvas);
}

// --- frame and texts -------------------------------------------------------------------------------------

static void spine(pl_canvas *canvas, bool shown, double x0, double y0, double x1, double y1)
{
    if (!shown) return;
    cairo_move_to(canvas->pen, x0, y0);
    cairo_line_to(canvas->pen, x1, y1);
}

static void draw_spines(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_rect box = panel->box;
    const double right = pl_rect_right(box), bottom = pl_rect_bottom(box);
    pl_canvas_color(canvas, canvas->theme->ink);
    pl_canvas_stroke_style(canvas, canvas->theme->spine_width, PL_SOLID);
    cairo_save(canvas->pen);
    cairo_set_line_cap(canvas->pen, CAIRO_LINE_CAP_SQUARE);
    spine(canvas, panel->left, box.x, box.y, box.x, bottom);
    spine(canvas, panel->right, right, box.y, right, bottom);
    spine(canvas, panel->top, box.x, box.y, right, box.y);
    spine(canvas, panel->bottom, box.x, bottom, right, bottom);
    cairo_stroke(canvas->pen);
    cairo_restore(canvas->pen);
}

// The right edge of the panel's letter, with some space.
static double letter_edge(const pl_panel *panel, pl_canvas *canvas)
{
    if (panel->letter[0] == '\0') return panel->outer.x;
    const double size = canvas->theme->letter_size;
    return pl_panel_letter_left(panel) + pl_canvas_width(canvas, panel->letter, size, PL_FACE_BOLD) + 0.4 * size;
}

double pl_panel_title_middle(const pl_panel *panel, pl_canvas *canvas)
{
    const double half =
        0.5 * pl_canvas_width(canvas, panel->title, canvas->theme->title_size, PL_FACE_REGULAR);
    return fmax(panel->box.x + 0.5 * panel->box.width, letter_edge(panel, canvas) + half);
}

static void draw_head(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    pl_canvas_write(canvas, panel->letter, theme->letter_size, PL_FACE_BOLD, theme->ink,
                    (pl_point){pl_panel_letter_left(panel), panel->outer.y}, (pl_text_anchor){PL_LEFT, PL_TOP, 0.0});
    const double middle = pl_panel_title_middle(panel, canvas);
    const double lift = theme->title_pad + (panel->y_side.common[0] != '\0' ? theme->tick_size : 0.0);
    pl_canvas_write(canvas, panel->title, theme->title_size, PL_FACE_REGULAR, theme->ink,
                    (pl_point){middle, panel->box.y - lift}, (pl_text_anchor){PL_CENTRE, PL_BASELINE, 0.0});
}

static void draw_frame(const pl_panel *panel, pl_canvas *canvas)
{
    if (panel->hidden) return;
    draw_spines(panel, canvas);
    const double common_left = panel->host == NULL ? letter_edge(panel, canvas) : panel->box.x;
    const bool right = panel->y_side.place == PL_AXIS_RIGHT;
    pl_axis_side_draw(&panel->x_side, panel->x, panel->box, panel->box.x, canvas);
    pl_axis_side_draw(&panel->y_side, panel->y, panel->box, right ? pl_rect_right(panel->box) : common_left,
                      canvas);
}

static void draw_ground(const pl_panel *panel, pl_canvas *canvas)
{
    if (panel->inset) {
        const pl_rect box = panel->box;
        pl_canvas_color(canvas, canvas->theme->background);
        cairo_rectangle(canvas->pen, box.x, box.y, box.width, box.height);
        cairo_fill(canvas->pen);
    }
    if (!panel->grid || panel->hidden) return;
    pl_axis_side_grid(&panel->x_side, panel->x, panel->box, canvas);
    pl_axis_side_grid(&panel->y_side, panel->y, panel->box, canvas);
}

void pl_panel_draw(const pl_panel *panel, pl_canvas *canvas)
{
    if (canvas->placed != NULL) canvas->placed->owner = panel;
    draw_ground(panel, canvas);
    pl_panel_draw_marks(panel, canvas);
    draw_frame(panel, canvas);
    for (const pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next)
        if (twin->host == panel && !twin->inset) draw_frame(twin, canvas);
    draw_head(panel, canvas);
    if (panel->has_bar) pl_colorbar_draw(panel, canvas);
    if (panel->has_legend) pl_legend_draw(panel, canvas);
}
