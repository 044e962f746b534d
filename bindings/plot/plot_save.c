/* Writing figures from Lua.

       fig:save("figure.pdf", "figure.png", { dpi = 300, recipe = { seed = 3 } })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"

#include "plots/output/format.h"

#include <math.h>
#include <string.h>

pl_recipe bnl_read_recipe(lua_State *L, int index, pl_recipe_entry entries[BNL_MOST_RECIPE_ENTRIES])
{
    index = lua_absindex(L, index);
    size_t count = 0;
    lua_newtable(L);
    const int kept = lua_gettop(L);
    if (lua_isnil(L, index)) return (pl_recipe){0};
    luaL_checktype(L, index, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || count == BNL_MOST_RECIPE_ENTRIES)
            luaL_error(L, "a recipe has at most %d entries, each with a name", BNL_MOST_RECIPE_ENTRIES);
        const char *key = lua_tostring(L, -2);
        const char *value = bnl_push_text(L, -1);
        lua_rawseti(L, kept, (lua_Integer)count + 1);
        size_t at = count++;
        for (; at > 0 && strcmp(entries[at - 1].key, key) > 0; at--) entries[at] = entries[at - 1];
        entries[at] = (pl_recipe_entry){key, value};
    }
    return (pl_recipe){entries, count};
}

void bnl_push_recipe(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    lua_getglobal(L, "require");
    lua_pushliteral(L, "balnet.program.recipe");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "complete");
    if (lua_istable(L, index))
        lua_getfield(L, index, "recipe");
    else
        lua_pushnil(L);
    const bool readable =
        lua_isnil(L, -1) || lua_istable(L, -1) || (lua_isboolean(L, -1) && !lua_toboolean(L, -1));
    if (!readable)
        luaL_error(L, "option 'recipe' is a %s; a table, or false for none, was needed",
                   luaL_typename(L, -1));
    lua_call(L, 1, 1);
    lua_remove(L, -2);
}

pl_page bnl_figure_page(lua_State *L, int index)
{
    bnl_figure *figure = bnl_check_figure(L, index);
    figure->caller = L;
    figure->at = lua_absindex(L, index);
    pl_page page;
    bnl_check(L, pl_figure_page(figure->figure, &page));
    return page;
}

static const bnl_option save_fields[] = {
    {"dpi", bnl_option_positive, offsetof(pl_page_output, dpi)},
    {"recipe", bnl_option_later, 0},
    {"svg_text", bnl_option_flag, offsetof(pl_page_output, svg_text)},
    {NULL, NULL, 0},
};

int bnl_figure_save(lua_State *L)
{
    const bnl_figure *figure = bnl_check_figure(L, 1);
    pl_page_output output = pl_page_output_default();
    output.dpi = fmax(output.dpi, pl_figure_least_dpi(figure->figure));
    pl_recipe_entry entries[BNL_MOST_RECIPE_ENTRIES];
    int paths = lua_gettop(L);
    const int options = lua_istable(L, paths) ? paths-- : paths + 1;
    lua_settop(L, options);
    bnl_read_options(L, options, NULL, save_fields, &output);
    luaL_argcheck(L, paths >= 2, 2, "the path of a file was needed");
    for (int i = 2; i <= paths; i++) bnl_check_text(L, i);
    bnl_push_recipe(L, options);
    output.recipe = bnl_read_recipe(L, -1, entries);
    const pl_page page = bnl_figure_page(L, 1);
    for (int i = 2; i <= paths; i++) bnl_check(L, pl_page_save(&page, lua_tostring(L, i), &output));
    lua_settop(L, 1);
    return 1;
}

#define RECIPE "balnet.plot.recipe"

typedef struct {
    pl_recipe_copy copy;
} recipe_box;

static int recipe_release(lua_State *L)
{
    pl_recipe_release(&((recipe_box *)luaL_checkudata(L, 1, RECIPE))->copy);
    return 0;
}

static const bnl_function recipe_methods[] = {{NULL, NULL, 0, 0}};
static const luaL_Reg recipe_metamethods[] = {{"__gc", recipe_release}, {NULL, NULL}};

void bnl_define_recipe(lua_State *L)
{
    bnl_define_class(L, RECIPE, recipe_methods, recipe_metamethods);
}

static pl_recipe_copy *new_recipe(lua_State *L)
{
    recipe_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (recipe_box){0};
    luaL_setmetatable(L, RECIPE);
    return &box->copy;
}

static void push_entries(lua_State *L, const pl_recipe *recipe)
{
    lua_newtable(L);
    for (size_t i = 0; i < recipe->count; i++) {
        lua_pushstring(L, recipe->entries[i].value);
        lua_setfield(L, -2, recipe->entries[i].key);
    }
}

int bnl_plot_recipe(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    pl_recipe_copy *copy = new_recipe(L);
    bnl_check(L, pl_recipe_read(path, copy));
    push_entries(L, &copy->recipe);
    lua_pushlstring(L, (const char *)copy->picture.data, copy->picture.size);
    push_entries(L, &copy->properties);
    return 3;
}
