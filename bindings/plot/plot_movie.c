/* Movies in Lua: figures as frames.

       local movie = plot.movie("weights.gif", "weights.mp4", { seconds = 0.1, dpi = 110 })
       for k = 1, frames do movie:add(draw(k)) end
       movie:finish()
*/
#include "plots/output/encoder.h"
#include "plots/output/movie.h"

#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"

#include <math.h>

#define MOVIE "balnet.plot.movie"

enum { MOST_FILES = 8 };

// User values: 1 a table of the paths, 2 the recipe's table.
typedef struct {
    pl_movie *movies[MOST_FILES]; // NULL before the first frame and after the end
    int files;
    pl_pixels frame; // words are NULL before the first frame
    pl_movie_def def;
    bool ended;
    bool lacks_program; // of what was tried last
} movie_box;

static movie_box *check_movie(lua_State *L)
{
    movie_box *box = luaL_checkudata(L, 1, MOVIE);
    if (box->ended) luaL_error(L, "the movie has ended");
    return box;
}

static void end_movie(movie_box *box)
{
    for (int i = 0; i < box->files; i++) {
        pl_movie_abandon(box->movies[i]);
        box->movies[i] = NULL;
    }
    pl_pixels_release(&box->frame);
    box->ended = true;
}

static int movie_abandon(lua_State *L)
{
    movie_box *box = luaL_checkudata(L, 1, MOVIE);
    if (!box->ended) end_movie(box);
    return 0;
}

static const bnl_option movie_fields[] = {
    {"seconds", bnl_option_positive, offsetof(movie_box, def.seconds_a_frame)},
    {"loops", bnl_option_count, offsetof(movie_box, def.loops)},
    {"dpi", bnl_option_positive, offsetof(movie_box, def.dpi)},
    {"dither", bnl_option_flag, offsetof(movie_box, def.dither)},
    {"recipe", bnl_option_later, 0},
    {NULL, NULL, 0},
};

int bnl_movie_new(lua_State *L)
{
    int paths = lua_gettop(L);
    const int options = lua_istable(L, paths) ? paths-- : paths + 1;
    lua_settop(L, options);
    luaL_argcheck(L, paths >= 1, 1, "the path of a file was needed");
    luaL_argcheck(L, paths <= MOST_FILES, MOST_FILES + 1, "at most 8 files of a movie are possible");
    for (int i = 1; i <= paths; i++) bnl_check_text(L, i);
    movie_box given = {.def = pl_movie_def_default(), .files = paths};
    bnl_read_options(L, options, NULL, movie_fields, &given);
    movie_box *box = lua_newuserdatauv(L, sizeof *box, 2);
    *box = given;
    luaL_setmetatable(L, MOVIE);
    lua_createtable(L, paths, 0);
    for (int i = 1; i <= paths; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i);
    }
    lua_setiuservalue(L, -2, 1);
    bnl_push_recipe(L, options);
    lua_setiuservalue(L, -2, 2);
    return 1;
}

// As bnl_check; an absent program is remembered, and after a failure the movie has ended.
static void check(lua_State *L, movie_box *box, bn_status status)
{
    box->lacks_program = status.code == BN_EABSENT;
    if (status.code != BN_OK) end_movie(box);
    bnl_check(L, status);
}

static int pixels_of(const movie_box *box, double points)
{
    return (int)lround(points * box->def.dpi / PL_POINTS_PER_INCH);
}

// The first frame decides the size.
static void begin(lua_State *L, movie_box *box, const pl_page *page)
{
    bnl_check(L, pl_pixels_create(pixels_of(box, page->width), pixels_of(box, page->height), &box->frame));
    box->def.width = box->frame.width;
    box->def.height = box->frame.height;
    pl_recipe_entry entries[BNL_MOST_RECIPE_ENTRIES];
    lua_getiuservalue(L, 1, 1);
    lua_getiuservalue(L, 1, 2);
    const int listed = lua_gettop(L) - 1;
    box->def.recipe = bnl_read_recipe(L, -1, entries);
    for (int i = 0; i < box->files; i++) {
        lua_rawgeti(L, listed, i + 1);
        check(L, box, pl_movie_begin(lua_tostring(L, -1), &box->def, &box->movies[i]));
        lua_pop(L, 1);
    }
    box->def.recipe = (pl_recipe){0};
    lua_settop(L, 2);
}

static int movie_add(lua_State *L)
{
    movie_box *box = check_movie(L);
    lua_settop(L, 2);
    const pl_page page = bnl_figure_page(L, 2);
    if (box->frame.words == NULL) begin(L, box, &page);
    const int width = pixels_of(box, page.width), height = pixels_of(box, page.height);
    if (width != box->frame.width || height != box->frame.height)
        return luaL_error(L, "the figure has %d x %d pixels; the %d x %d of the first frame were needed",
                          width, height, box->frame.width, box->frame.height);
    bnl_check(L, pl_page_paint(&page, &box->frame));
    for (int i = 0; i < box->files; i++) check(L, box, pl_movie_add(box->movies[i], &box->frame));
    lua_settop(L, 1);
    return 1;
}

static int movie_finish(lua_State *L)
{
    movie_box *box = check_movie(L);
    if (box->frame.words == NULL) return luaL_error(L, "a movie without frames can't be finished");
    bn_status status = bn_ok();
    for (int i = 0; i < box->files && status.code == BN_OK; i++) {
        pl_movie *movie = box->movies[i];
        box->movies[i] = NULL; // pl_movie_finish frees the movie in any case
        status = pl_movie_finish(movie);
    }
    end_movie(box);
    check(L, box, status);
    return 0;
}

static int movie_lacks_program(lua_State *L)
{
    const movie_box *box = luaL_checkudata(L, 1, MOVIE);
    lua_pushboolean(L, box->lacks_program);
    return 1;
}

static const bnl_function methods[] = {{"add", movie_add, 1, 0},
                                       {"finish", movie_finish, 0, 0},
                                       {"abandon", movie_abandon, 0, 0},
                                       {"lacks_program", movie_lacks_program, 0, 0},
                                       {NULL, NULL, 0, 0}};
static const luaL_Reg metamethods[] = {{"__gc", movie_abandon}, {"__close", movie_abandon}, {NULL, NULL}};

void bnl_define_movie(lua_State *L)
{
    bnl_define_class(L, MOVIE, methods, metamethods);
}
