/* Markdown (CommonMark and tables) as HTML, by cmark-gfm.

       markdown.html "The *balance* of a network"      -- "<p>The <em>balance</em> of a network</p>\n" */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdlib.h>

#define HTML "balnet.native.markdown.html"

static int html_free(lua_State *L)
{
    free(*(char **)luaL_checkudata(L, 1, HTML));
    return 0;
}

static char *to_html(const char *text, size_t size)
{
    enum { OPTIONS = CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_SMART };
    cmark_parser *parser = cmark_parser_new(OPTIONS);
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser, text, size);
    cmark_node *document = cmark_parser_finish(parser);
    char *html = cmark_render_html(document, OPTIONS, cmark_parser_get_syntax_extensions(parser));
    cmark_node_free(document);
    cmark_parser_free(parser); // after what it has rendered
    return html;
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
    *html = to_html(text, size);
    lua_pushstring(L, *html);
    return 1;
}

static const bnl_function functions[] = {{"html", markdown_html, 1, 0}, {NULL, NULL, 0, 0}};
static const bnl_function html_methods[] = {{NULL, NULL, 0, 0}};
static const luaL_Reg html_metamethods[] = {{"__gc", html_free}, {NULL, NULL}};

int luaopen_balnet_native_markdown(lua_State *L)
{
    bnl_define_class(L, HTML, html_methods, html_metamethods);
    bnl_new_module(L, "balnet.native.markdown", functions);
    return 1;
}
