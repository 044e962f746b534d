/* Markdown (CommonMark) as HTML, by cmark.

       markdown.html "The *balance* of a network"      -- "<p>The <em>balance</em> of a network</p>\n" */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include <cmark.h>
#include <stdlib.h>

#define HTML "balnet.native.markdown.html"

static int html_free(lua_State *L)
{
    free(*(char **)luaL_checkudata(L, 1, HTML));
    return 0;
}

/***
Makes HTML of Markdown. HTML within the text, and addresses that run scripts, are left out.
@function html
@tparam string text UTF-8
@treturn string
*/
static int markdown_html(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    char **html = lua_newuserdatauv(L, sizeof *html, 0); // freed also where Lua has no memory for the string
    *html = NULL;
    luaL_setmetatable(L, HTML);
    *html = cmark_markdown_to_html(text, size, CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_SMART);
    lua_pushstring(L, *html);
    return 1;
}

static const luaL_Reg functions[] = {{"html", markdown_html}, {NULL, NULL}};
static const luaL_Reg html_metamethods[] = {{"__gc", html_free}, {NULL, NULL}};

int luaopen_balnet_native_markdown(lua_State *L)
{
    luaL_newmetatable(L, HTML);
    luaL_setfuncs(L, html_metamethods, 0);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
