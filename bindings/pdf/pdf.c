/* What PDF files hold beside their drawing, in Lua, by qpdf, which reads them as any program may have written
   them: with compressed tables, linearized, updated. A module of its own, balnet_pdf.so, so that nothing else
   of balnet needs qpdf.

       for _, figure in ipairs(pdf.figures "paper.pdf") do print(figure.name, figure.information.command_line) end

   The first figure is the file itself; the others are the PDF files that pdfTeX and LuaTeX have included in
   it, of which they keep the document information (PTEX.InfoDict). */
#include <lauxlib.h>
#include <lua.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLASS "balnet.native.pdf.file"

enum { DEEPEST = 100, MOST_OBJECTS = 1 << 23 };

typedef struct {
    qpdf_data pdf;
    unsigned char *stream; // the data of the stream that is being read
    int *places;           // of objects by number: their order in a drawing, 0 for one that is not in it yet
    int count, met;        // objects in the file, and met in the drawing
    char *keys;            // names, each with its zero, of the dictionaries that are being walked over
    size_t used, room;     // bytes of the names, and that there is room for
    bool lacks_memory;     // a name found no room, so that the drawing is not whole
    bool too_deep;         // objects are nested deeper than is followed
} file;

static int file_close(lua_State *L)
{
    file *self = luaL_checkudata(L, 1, CLASS);
    free(self->stream);
    free(self->places);
    free(self->keys);
    if (self->pdf != NULL) qpdf_cleanup(&self->pdf);
    *self = (file){0};
    return 0;
}

static file *new_file(lua_State *L)
{
    file *self = lua_newuserdatauv(L, sizeof *self, 0);
    *self = (file){0};
    luaL_setmetatable(L, CLASS);
    return self;
}

/* --- A drawing as text: the same for the same drawing, whatever the numbers and the compression --- */

static void add_object(file *self, luaL_Buffer *out, qpdf_oh object, int depth);

static bool is_left_out(const char *key)
{
    static const char *const keys[] = {"/Length",   "/Filter",    "/DecodeParms",  "/Parent",
                                       "/Metadata", "/PieceInfo", "/LastModified", "/ProcSet"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i], key) == 0) return true;
    return false;
}

static void keep_key(file *self, const char *key)
{
    const size_t size = strlen(key) + 1;
    if (size > self->room - self->used) {
        const size_t room = 2 * (self->room + size);
        char *keys = realloc(self->keys, room);
        self->lacks_memory = self->lacks_memory || keys == NULL;
        if (keys == NULL) return;
        self->keys = keys;
        self->room = room;
    }
    memcpy(self->keys + self->used, key, size);
    self->used += size;
}

/* One walk over keys at a time is possible, so they are listed before their values are walked over. */
static void add_dictionary(file *self, luaL_Buffer *out, qpdf_oh object, int depth)
{
    const size_t from = self->used;
    qpdf_oh_begin_dict_key_iter(self->pdf, object);
    while (qpdf_oh_dict_more_keys(self->pdf)) {
        const char *key = qpdf_oh_dict_next_key(self->pdf);
        if (!is_left_out(key)) keep_key(self, key);
    }
    const size_t to = self->used;
    luaL_addstring(out, "<<");
    // Dictionaries in it may move the keys.
    for (size_t at = from; at < to; at += strlen(self->keys + at) + 1) {
        luaL_addstring(out, self->keys + at);
        luaL_addchar(out, ' ');
        add_object(self, out, qpdf_oh_get_key(self->pdf, object, self->keys + at), depth);
    }
    luaL_addstring(out, ">>");
    self->used = from;
}

static void add_stream(file *self, luaL_Buffer *out, qpdf_oh object)
{
    size_t size = 0;
    QPDF_BOOL decoded = QPDF_FALSE;
    qpdf_oh_get_stream_data(self->pdf, object, qpdf_dl_generalized, &decoded, &self->stream, &size);
    luaL_addlstring(out, (const char *)self->stream, self->stream != NULL ? size : 0);
    free(self->stream);
    self->stream = NULL;
}

/* Numbers to three places, for programs write them in their own ways. */
static void add_number(luaL_Buffer *out, double number)
{
    char text[64];
    const int size = snprintf(text, sizeof text, "%.3f ", number == 0.0 ? 0.0 : number);
    luaL_addlstring(out, text, size > 0 && (size_t)size < sizeof text ? (size_t)size : 0);
}

/* Whether an object has a number and was met before; its place is written then. */
static bool was_met(file *self, luaL_Buffer *out, qpdf_oh object)
{
    const int number = qpdf_oh_get_object_id(self->pdf, object);
    if (number <= 0 || number > self->count) return false;
    const bool met = self->places[number] > 0;
    if (!met) self->places[number] = ++self->met;
    luaL_addchar(out, '#');
    add_number(out, self->places[number]);
    return met;
}

static void add_object(file *self, luaL_Buffer *out, qpdf_oh object, int depth)
{
    qpdf_data pdf = self->pdf;
    self->too_deep = self->too_deep || depth > DEEPEST;
    if (self->too_deep) return;
    const bool is_array = qpdf_oh_is_array(pdf, object), is_stream = qpdf_oh_is_stream(pdf, object);
    const bool is_dictionary = qpdf_oh_is_dictionary(pdf, object);
    // Resources stand in a page itself or have a number, as the program liked.
    if (depth > 0 && (is_array || is_stream || is_dictionary) && was_met(self, out, object)) return;
    if (is_array) {
        luaL_addchar(out, '[');
        for (int i = 0; i < qpdf_oh_get_array_n_items(pdf, object); i++)
            add_object(self, out, qpdf_oh_get_array_item(pdf, object, i), depth + 1);
        luaL_addchar(out, ']');
    } else if (is_stream) {
        add_dictionary(self, out, qpdf_oh_get_dict(pdf, object), depth + 1);
        add_stream(self, out, object);
    } else if (is_dictionary) {
        add_dictionary(self, out, object, depth + 1);
    } else if (qpdf_oh_is_number(pdf, object)) {
        add_number(out, qpdf_oh_get_numeric_value(pdf, object));
    } else {
        luaL_addstring(out, qpdf_oh_unparse_resolved(pdf, object));
        luaL_addchar(out, ' ');
    }
}

static void begin_drawing(file *self)
{
    memset(self->places, 0, ((size_t)self->count + 1) * sizeof self->places[0]);
    self->met = 0;
}

/* Pushes the drawing of all pages. */
static void push_pages(lua_State *L, file *self)
{
    luaL_Buffer out;
    begin_drawing(self);
    luaL_buffinit(L, &out);
    const int pages = qpdf_get_num_pages(self->pdf);
    for (int i = 0; i < pages; i++) {
        const qpdf_oh page = qpdf_get_page_n(self->pdf, (size_t)i);
        size_t size = 0;
        qpdf_oh_get_page_content_data(self->pdf, page, &self->stream, &size);
        luaL_addlstring(&out, (const char *)self->stream, self->stream != NULL ? size : 0);
        free(self->stream);
        self->stream = NULL;
        add_object(self, &out, qpdf_oh_get_key(self->pdf, page, "/Resources"), 0);
    }
    luaL_pushresult(&out);
}

/* Pushes the drawing of an included page. */
static void push_form(lua_State *L, file *self, qpdf_oh form)
{
    luaL_Buffer out;
    begin_drawing(self);
    luaL_buffinit(L, &out);
    add_stream(self, &out, form);
    const qpdf_oh dictionary = qpdf_oh_get_dict(self->pdf, form);
    add_object(self, &out, qpdf_oh_get_key(self->pdf, dictionary, "/Resources"), 0);
    luaL_pushresult(&out);
}

/* --- Document information --- */

/* Pushes a table of the texts in a dictionary, in UTF-8. */
static void push_texts(lua_State *L, file *self, qpdf_oh dictionary)
{
    lua_newtable(L);
    if (!qpdf_oh_is_dictionary(self->pdf, dictionary)) return;
    qpdf_oh_begin_dict_key_iter(self->pdf, dictionary);
    while (qpdf_oh_dict_more_keys(self->pdf)) {
        const char *key = qpdf_oh_dict_next_key(self->pdf);
        const qpdf_oh value = qpdf_oh_get_key(self->pdf, dictionary, key);
        if (!qpdf_oh_is_string(self->pdf, value)) continue;
        size_t size;
        lua_pushstring(L, key + 1); // behind its slash
        const char *text = qpdf_oh_get_binary_utf8_value(self->pdf, value, &size);
        lua_pushlstring(L, text, size);
        lua_rawset(L, -3);
    }
}

/* Appends a figure, whose name and drawing are on top, to the list below them. */
static void add_figure(lua_State *L, file *self, qpdf_oh information)
{
    lua_createtable(L, 0, 3);
    lua_insert(L, -3);
    lua_setfield(L, -3, "picture");
    lua_setfield(L, -2, "name");
    push_texts(L, self, information);
    lua_setfield(L, -2, "information");
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void add_included(lua_State *L, file *self)
{
    for (int number = 1; number <= self->count; number++) {
        const qpdf_oh form = qpdf_get_object_by_id(self->pdf, number, 0);
        if (!qpdf_oh_is_stream(self->pdf, form)) continue;
        const qpdf_oh dictionary = qpdf_oh_get_dict(self->pdf, form);
        const qpdf_oh information = qpdf_oh_get_key(self->pdf, dictionary, "/PTEX.InfoDict");
        if (!qpdf_oh_is_dictionary(self->pdf, information)) continue;
        const qpdf_oh name = qpdf_oh_get_key(self->pdf, dictionary, "/PTEX.FileName");
        size_t size = 0;
        const char *bytes =
            qpdf_oh_is_string(self->pdf, name) ? qpdf_oh_get_binary_string_value(self->pdf, name, &size) : "";
        lua_pushlstring(L, bytes, size);
        push_form(L, self, form);
        add_figure(L, self, information);
    }
}

/* The greatest number that an object can have: the trailer's Size; -1 when that is none, or more than is followed. */
static int count_objects(const file *self)
{
    const qpdf_oh size = qpdf_oh_get_key(self->pdf, qpdf_get_trailer(self->pdf), "/Size");
    if (!qpdf_oh_is_integer(self->pdf, size)) return -1;
    const long long count = qpdf_oh_get_int_value(self->pdf, size);
    return count < 0 || count > MOST_OBJECTS ? -1 : (int)count;
}

static bool is_faulty(const file *self)
{
    return qpdf_has_error(self->pdf) || qpdf_more_warnings(self->pdf);
}

static int refused(lua_State *L, file *self, const char *path)
{
    lua_pushnil(L);
    if (is_faulty(self)) {
        const qpdf_error error =
            qpdf_has_error(self->pdf) ? qpdf_get_error(self->pdf) : qpdf_next_warning(self->pdf);
        const char *detail = qpdf_get_error_message_detail(self->pdf, error);
        lua_pushfstring(L, "%s is a damaged PDF file: %s", path, detail);
    } else if (self->too_deep) {
        lua_pushfstring(L, "%s has objects nested deeper than %d, which are not compared", path, DEEPEST);
    } else if (self->count < 0) {
        lua_pushfstring(L, "%s states no /Size, or one beyond %d objects", path, MOST_OBJECTS);
    } else {
        lua_pushfstring(L, "there is no memory for the drawings in %s", path);
    }
    return 2;
}

/***
The figures in a PDF file: the file itself, and those that were included in it.
@function figures
@tparam string path
@treturn ?{{name=string,information={[string]=string},picture=string},...} name is empty for the file itself; picture
is the same for the same drawing, however it is numbered and compressed
@treturn ?string the sentence that says why there are none
*/
static int pdf_figures(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    file *self = new_file(L);
    self->pdf = qpdf_init();
    qpdf_silence_errors(self->pdf);
    qpdf_set_suppress_warnings(self->pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(self->pdf, QPDF_FALSE);
    const QPDF_ERROR_CODE code = qpdf_read(self->pdf, path, NULL);
    if (code != QPDF_SUCCESS) return refused(L, self, path);
    self->count = count_objects(self);
    if (self->count < 0) return refused(L, self, path);
    self->places = calloc((size_t)self->count + 1, sizeof self->places[0]);
    if (self->places == NULL) return refused(L, self, path);
    lua_newtable(L);
    lua_pushliteral(L, "");
    push_pages(L, self);
    add_figure(L, self, qpdf_oh_get_key(self->pdf, qpdf_get_trailer(self->pdf), "/Info"));
    add_included(L, self);
    return self->lacks_memory || self->too_deep || is_faulty(self) ? refused(L, self, path) : 1;
}

static const luaL_Reg functions[] = {{"figures", pdf_figures}, {NULL, NULL}};

__attribute__((visibility("default"))) int luaopen_balnet_pdf(lua_State *L);

int luaopen_balnet_pdf(lua_State *L)
{
    luaL_newmetatable(L, CLASS);
    lua_pushcfunction(L, file_close);
    lua_setfield(L, -2, "__gc");
    luaL_newlib(L, functions);
    return 1;
}
