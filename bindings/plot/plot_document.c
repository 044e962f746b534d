/* Documents in Lua: figures below each other on the sheets of one PDF file.

       plot.document("paper.pdf", { { first, second }, { third } })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"

#include "plots/output/document.h"

#include <limits.h>
#include <string.h>

static const bnl_option document_fields[] = {
    {"dpi", bnl_option_positive, offsetof(pl_page_output, dpi)},
    {"recipe", bnl_option_later, 0},
    {NULL, NULL, 0},
};

// How many figures there are on all sheets; a Lua error where there is anything else.
static lua_Integer check_sheets(lua_State *L, int index)
{
    lua_Integer figures = 0;
    luaL_checktype(L, index, LUA_TTABLE);
    const lua_Integer sheets = luaL_len(L, index);
    for (lua_Integer i = 1; i <= sheets; i++) {
        if (lua_geti(L, index, i) != LUA_TTABLE)
            luaL_error(L, "sheet %I is a %s; a table of figures was needed", i, luaL_typename(L, -1));
        figures += luaL_len(L, -1);
        lua_pop(L, 1);
    }
    luaL_argcheck(L, sheets >= 1 && sheets < INT_MAX && figures < INT_MAX / 2, index, "no sheets");
    return figures;
}

// Leaves the figures on the stack, where tick writers that are Lua functions look for them.
static void lay_figures(lua_State *L, int index, pl_sheet *sheets, pl_page *pages)
{
    const lua_Integer count = luaL_len(L, index);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, index, i);
        const int sheet = lua_gettop(L);
        const lua_Integer figures = luaL_len(L, sheet);
        sheets[i - 1] = (pl_sheet){pages, (size_t)figures};
        for (lua_Integer k = 1; k <= figures; k++) {
            lua_geti(L, sheet, k);
            *pages++ = bnl_figure_page(L, -1);
        }
    }
}

int bnl_plot_document(lua_State *L)
{
    bnl_check_text(L, 1);
    lua_settop(L, 3);
    const lua_Integer figures = check_sheets(L, 2);
    pl_page_output output = pl_page_output_default();
    pl_recipe_entry entries[BNL_MOST_RECIPE_ENTRIES];
    bnl_read_options(L, 3, NULL, document_fields, &output);
    bnl_push_recipe(L, 3);
    output.recipe = bnl_read_recipe(L, -1, entries);
    const size_t count = (size_t)luaL_len(L, 2);
    luaL_checkstack(L, (int)(figures + (lua_Integer)count) + 16, "too many figures");
    pl_sheet *sheets = lua_newuserdatauv(L, count * sizeof *sheets, 0);
    pl_page *pages = lua_newuserdatauv(L, ((size_t)figures + 1) * sizeof *pages, 0);
    lay_figures(L, 2, sheets, pages);
    const pl_document_def def = pl_document_def_default();
    bnl_check(L, pl_document_save(&def, sheets, count, lua_tostring(L, 1), &output));
    return 0;
}
