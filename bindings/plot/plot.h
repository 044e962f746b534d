/* What the binding files of balnet.plot share: its classes, options read from tables, data as arrays of
   doubles. */
#ifndef BNL_PLOT_H
#define BNL_PLOT_H

#include "bindings/common/bnl_function.h"
#include "plots/axes/axis.h"
#include "plots/figure/figure.h"

#include <lauxlib.h>
#include <lua.h>

#define BNL_FIGURE "balnet.plot.figure"
#define BNL_PANEL  "balnet.plot.panel"

/* A figure's userdata. User values: 1 the fonts, 2 a table of the Lua functions that write ticks. */
typedef struct {
    pl_figure *figure; // NULL once closed
    lua_State *caller; // the Lua state of a running method that may call tick writers,
    int at;            // and the stack index of this userdata there
} bnl_figure;

/* A panel's userdata. User value 1 is the figure's userdata, which owns the panel. */
typedef struct {
    pl_panel *panel;
} bnl_panel;

/* The open figure, the panel of an open figure, at a stack index; a Lua error for anything else. */
bnl_figure *bnl_check_figure(lua_State *L, int index);
pl_panel *bnl_check_panel(lua_State *L, int index);

/* Pushes the userdata of a panel whose figure's userdata is at `figure`. */
void bnl_push_panel(lua_State *L, int figure, pl_panel *panel);

/* --- options ---------------------------------------------------------------------------------------- */

/* Reads the value on top of the stack into *member, or raises a Lua error that names the option. */
typedef void (*bnl_option_reader)(lua_State *L, const char *name, void *member);

typedef struct {
    const char *name; // NULL ends the list
    bnl_option_reader read;
    size_t offset; // of the member in the options struct
} bnl_option;

/* Reads the table at `index` (nil or none: nothing) against two lists, of which `common` may be NULL. Unknown
   names are Lua errors that suggest the nearest; positional entries are left to the caller. Texts read point
   into the table's strings. */
void bnl_read_options(lua_State *L, int index, const bnl_option *common, const bnl_option *own,
                      void *options);

void bnl_option_real(lua_State *L, const char *name, void *member);     // double, not NaN
void bnl_option_positive(lua_State *L, const char *name, void *member); // double > 0
void bnl_option_size(lua_State *L, const char *name, void *member);     // double >= 0
void bnl_option_count(lua_State *L, const char *name, void *member);    // int >= 1
void bnl_option_flag(lua_State *L, const char *name, void *member);     // bool
void bnl_option_tristate(lua_State *L, const char *name, void *member); // int 0 or 1 out of a boolean
void bnl_option_text(lua_State *L, const char *name, void *member);     // const char *
void bnl_option_color(lua_State *L, const char *name, void *member);    // pl_color
void bnl_option_colormap(lua_State *L, const char *name, void *member); // const char *
void bnl_option_pair(lua_State *L, const char *name, void *member);     // double[2]; nil leaves NaN
void bnl_option_dash(lua_State *L, const char *name, void *member);     // pl_dash
void bnl_option_hatch(lua_State *L, const char *name, void *member);    // pl_hatch
void bnl_option_marker(lua_State *L, const char *name, void *member);   // pl_marker
void bnl_option_norm(lua_State *L, const char *name, void *member);     // bool: logarithmic
void bnl_option_length(lua_State *L, const char *name, void *member);   // double, points out of mm or a text
void bnl_option_share(lua_State *L, const char *name, void *member);    // pl_share
void bnl_option_later(lua_State *L, const char *name, void *member);    // read by the caller

/* label, alpha, order, rasterized, clip: for structs that begin with a pl_mark_options. */
extern const bnl_option bnl_mark_options[];

/* The option `colorbar` of the table at `index`: its label, or true for a bar without one. Gives the panel
   its bar. */
void bnl_add_colorbar(lua_State *L, int index, pl_panel *panel);

/* The value of the word on top of the stack; a Lua error naming the option and the words. */
int bnl_option_word(lua_State *L, const char *name, const bn_word *words);

/* The ratios of rows or columns in the table at `index`, as many as needed and above 0; NULL without. Pushes one
   value. */
const double *bnl_option_ratios(lua_State *L, int index, const char *name, int needed);

/* Choices that are flags in plots: the value is that of the flag. */
extern const bn_word bnl_norm_words[], bnl_origin_words[], bnl_interpolation_words[], bnl_histogram_words[];
extern const bn_word bnl_pivot_words[], bnl_coordinates_words[], bnl_aspect_words[], bnl_theme_words[];

/* Registers the words of all options for balnet.native.fields, as "plot.marker". */
void bnl_declare_plot_words(lua_State *L);

/* --- data ------------------------------------------------------------------------------------------- */

typedef struct {
    const double *values;
    size_t count;         // of all values
    size_t rows, columns; // of a matrix; of anything else rows = count, columns = 1
} bnl_numbers;

/* True for a tensor or a table that can be data: one with a first element, or an empty one. */
bool bnl_is_data(lua_State *L, int index);

/* The numbers of a tensor of at most 2 dimensions, or of a table, at `index`, row by row. Pushes one value
   that keeps them. `what` names them in Lua errors. A table's elements must be
   numbers; false stands for NaN. */
bnl_numbers bnl_check_numbers(lua_State *L, int index, const char *what);

/* True for a table whose first element is a text: names along an axis. */
bool bnl_is_names(lua_State *L, int index);

/* The places of the names at `index` on an axis of the panel, which gets ticks for those that are new. Pushes one value
   that keeps them. */
bnl_numbers bnl_check_names(lua_State *L, pl_panel *panel, pl_direction direction, int index,
                            const char *what);

/* plot.places(panel, "x" or "y", names): the same as a table. */
int bnl_plot_places(lua_State *L);

/* As above for a matrix: a tensor of 2 dimensions, or a table of rows of numbers. */
bnl_numbers bnl_check_matrix(lua_State *L, int index, const char *what);

/* The data of `mark(x, y, options)` or `mark(y, options)`, with the object at 1. */
typedef struct {
    bnl_numbers x, y; // x.values is NULL where only y was given
    int options;      // stack index
} bnl_curve;

/* What reads the data at an index, as bnl_check_numbers does. */
typedef bnl_numbers (*bnl_data_reader)(lua_State *L, int index, const char *what);

/* The data by a reader, x and y each as long as they are. Names in either of them stand along its axis; where the
   options have a true `horizontal`, those of x stand along the axis of y. */
bnl_curve bnl_read_curve(lua_State *L, bool x_needed, bnl_data_reader read);

/* The same by bnl_check_numbers, with as many x as y. */
bnl_curve bnl_check_curve(lua_State *L);

/* As bnl_check_numbers for the option `name` of the table at `index`: count is 0 and values NULL when it is
   absent. Pushes one value. */
bnl_numbers bnl_option_numbers(lua_State *L, int index, const char *name);

/* Raises a Lua error that gives both counts unless they agree. */
void bnl_check_same_count(lua_State *L, const char *a, size_t a_count, const char *b, size_t b_count);

/* --- parts of the module ---------------------------------------------------------------------------- */

extern const bnl_function bnl_panel_settings[];
extern const bnl_function bnl_panel_legends[];
extern const bnl_function bnl_panel_marks[];
extern const bnl_function bnl_panel_guides[];
extern const bnl_function bnl_panel_fields[];
extern const bnl_function bnl_panel_samples[];
extern const bnl_function bnl_panel_shapes[];
extern const bnl_function bnl_panel_lines[];
extern const bnl_function bnl_panel_grids[];
extern const bnl_function bnl_figure_grids[];

/* plot.document(path, sheets, options). */
int bnl_plot_document(lua_State *L);

/* figure:save(path, …, options), plot.recipe(path), and the class of the buffer into which a recipe is
   read. */
int bnl_figure_save(lua_State *L);
int bnl_plot_recipe(lua_State *L);
void bnl_define_recipe(lua_State *L);

/* figure:text(x, y, text, options), with places that are parts of the page. */
int bnl_figure_text(lua_State *L);

/* plot.color(color) and plot.colors(values, options): colours as numbers. */
int bnl_plot_color(lua_State *L);
int bnl_plot_colors(lua_State *L);

/* plot.movie(path, options), and the class of movies. */
int bnl_movie_new(lua_State *L);
void bnl_define_movie(lua_State *L);

/* Lays out the figure at a stack index and gives its drawing; a Lua error where that fails. */
pl_page bnl_figure_page(lua_State *L, int index);

/* Pushes the recipe of a file whose options' table is at `index` (nil or none: no options): a table of how
   the program was called and of the pairs in the option `recipe`, or nil when that is false. */
void bnl_push_recipe(lua_State *L, int index);

/* The pairs of the table at `index` (nil: none), in the order of their keys, so that a file's bytes don't
   depend on the table's. Pushes a value that keeps the texts. */
enum { BNL_MOST_RECIPE_ENTRIES = 64 };
pl_recipe bnl_read_recipe(lua_State *L, int index, pl_recipe_entry entries[BNL_MOST_RECIPE_ENTRIES]);

/* Leaves the panel, which is the first argument, as the only result, so that calls can be chained. */
int bnl_returns_panel(lua_State *L);

/* Reads a theme: a name, or a table with `base` and what differs from it. */
void bnl_option_theme(lua_State *L, const char *name, void *member);

#endif
