/* SVG: when writing, one pass copies the file, replacing the number behind "surface", "image" or "source" in
   an id or a reference by the order in which the numbers come up first. Another puts a check sum of the drawing
   before every id, for in a page with two figures the first "glyph0-1" would be the letter of both. */
#include "plots/output/svg.h"

#include "common/file.h"
#include "plots/output/svg_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char recipe_head[] = "\n<metadata>\n<recipe xmlns=\"urn:balnet:recipe\">\n",
                  recipe_tail[] = "</recipe>\n</metadata>";

typedef struct {
    unsigned long *numbers;
    size_t count, capacity;
    bool failed;
} number_list;

/* The place, from 1, of a number in the list, where it is put when it is new; 0 when there is no memory. */
static size_t place_of(number_list *list, unsigned long number)
{
    for (size_t i = list->count; i > 0; i--) {
        if (list->numbers[i - 1] == number) return i;
    }
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
        unsigned long *numbers = realloc(list->numbers, capacity * sizeof *numbers);
        if (numbers == NULL) {
            list->failed = true;
            return 0;
        }
        list->numbers = numbers;
        list->capacity = capacity;
    }
    list->numbers[list->count++] = number;
    return list->count;
}

/* How many bytes at `at` are a counted name behind a quotation or number sign, without the number; 0 for
   others. */
static size_t counted_name(const pl_bytes *file, size_t at)
{
    static const char *const names[] = {"surface", "image", "source"};
    if (file->data[at] != '"' && file->data[at] != '#') return 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t size = strlen(names[i]);
        if (at + 1 + size < file->size && memcmp(file->data + at + 1, names[i], size) == 0 &&
            isdigit(file->data[at + 1 + size]))
            return size + 1;
    }
    return 0;
}

static void add_metadata(pl_bytes *out, const pl_recipe *recipe)
{
    if (recipe->count == 0) return;
    pl_bytes_add_text(out, recipe_head);
    for (size_t i = 0; i < recipe->count; i++) {
        pl_bytes_print(out, "<entry key=\"%s\">", recipe->entries[i].key);
        pl_svg_add_escaped(out, recipe->entries[i].value, strlen(recipe->entries[i].value));
        pl_bytes_add_text(out, "</entry>\n");
    }
    pl_bytes_add_text(out, recipe_tail);
}

static void add_renumbered(pl_bytes *out, const pl_bytes *file, size_t from)
{
    number_list list = {0};
    size_t done = from;
    for (size_t at = from; at < file->size; at++) {
        const size_t name = counted_name(file, at);
        if (name == 0) continue;
        pl_bytes_add(out, file->data + done, at + name - done);
        unsigned long number = 0;
        for (done = at + name; done < file->size && isdigit(file->data[done]); done++)
            number = number * 10 + (unsigned long)(file->data[done] - '0');
        pl_bytes_print(out, "%zu", place_of(&list, number));
        at = done - 1;
    }
    pl_bytes_add(out, file->data + done, file->size - done);
    out->failed |= list.failed;
    free(list.numbers);
}

/* Copies markup with a tag before every id and every reference to one: id="…", xlink:href="#…", url(#…). */
static void add_tagged(pl_bytes *out, const pl_bytes *body)
{
    static const char *const before[] = {" id=\"", "\"#", "(#"};
    const uint32_t sum = pl_bytes_checksum(body, 0, body->size);
    size_t done = 0;
    for (size_t at = 0; at < body->size; at++) {
        for (int i = 0; i < 3; i++) {
            if (!pl_bytes_has(body, at, before[i])) continue;
            const size_t end = at + strlen(before[i]);
            pl_bytes_add(out, body->data + done, end - done);
            pl_bytes_print(out, "b%08x-", (unsigned)sum);
            done = end;
        }
    }
    pl_bytes_add(out, body->data + done, body->size - done);
}

bn_status pl_svg_finish(const pl_bytes *file, const pl_recipe *recipe, pl_bytes *out)
{
    const size_t root = pl_bytes_find(file, 0, "<svg"), end = pl_bytes_find(file, root, ">");
    if (end == file->size) return bn_fault(BN_EFORMAT, "cairo wrote an SVG file without <svg>");
    pl_bytes_add(out, file->data, end + 1);
    add_metadata(out, recipe);
    pl_bytes body = {0};
    add_renumbered(&body, file, end + 1);
    bn_status status = pl_bytes_status(&body);
    if (status.code == BN_OK) add_tagged(out, &body);
    pl_bytes_release(&body);
    return status.code == BN_OK ? pl_bytes_status(out) : status;
}

/* --- Reading back --- */

bool pl_svg_is(const pl_bytes *file)
{
    enum { PROLOGUE = 1000 }; // an XML declaration, comments
    return file->size > 0 && file->data[0] == '<' && pl_bytes_find(file, 0, "<svg") < PROLOGUE &&
           pl_bytes_find(file, 0, "<svg") < file->size;
}

/* Text between two places without the escapes of pl_svg_add_escaped. */
static void add_unescaped(pl_bytes *out, const pl_bytes *file, size_t from, size_t to)
{
    static const char *const escapes[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}};
    for (size_t at = from; at < to;) {
        size_t i = 0;
        while (i < 3 && !pl_bytes_has(file, at, escapes[i][0])) i++;
        pl_bytes_add(out, i < 3 ? (const void *)escapes[i][1] : file->data + at, 1);
        at += i < 3 ? strlen(escapes[i][0]) : 1;
    }
}

/* Collects the entry at *at and moves behind it; false when there is none. */
static bool collect_entry(const pl_bytes *file, size_t *at, pl_bytes *text)
{
    static const char before[] = "<entry key=\"", between[] = "\">", after[] = "</entry>\n";
    if (!pl_bytes_has(file, *at, before)) return false;
    const size_t key = *at + strlen(before), key_end = pl_bytes_find(file, key, between);
    const size_t value = key_end + strlen(between), value_end = pl_bytes_find(file, value, after);
    if (value_end == file->size) return false;
    pl_bytes unescaped = {0};
    add_unescaped(&unescaped, file, value, value_end);
    pl_bytes_add(&unescaped, "", 1);
    text->failed |= unescaped.failed;
    if (!unescaped.failed)
        pl_recipe_collect(text, file->data + key, key_end - key, unescaped.data, unescaped.size);
    pl_bytes_release(&unescaped);
    *at = value_end + strlen(after);
    return true;
}

bn_status pl_svg_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    const size_t head = pl_bytes_find(file, 0, recipe_head), tail = pl_bytes_find(file, head, recipe_tail);
    pl_bytes_add(&copy->picture, file->data, head);
    if (head == file->size) return bn_ok();
    size_t at = head + strlen(recipe_head);
    while (collect_entry(file, &at, &copy->text)) continue;
    if (at != tail)
        return bn_fault(BN_EFORMAT, "%s is an SVG file with a damaged recipe", bn_file_shown(path));
    at += strlen(recipe_tail);
    pl_bytes_add(&copy->picture, file->data + at, file->size - at);
    return bn_ok();
}
