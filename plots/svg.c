/* SVG: one pass copies the file, replacing the number behind "surface", "image" or "source" in an id or a
   reference by the order in which the numbers come up first. */
#include "svg.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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
 * others. */
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

static void add_escaped(pl_bytes *out, const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '&')
            pl_bytes_add_text(out, "&amp;");
        else if (byte == '<')
            pl_bytes_add_text(out, "&lt;");
        else if (byte == '>')
            pl_bytes_add_text(out, "&gt;");
        else if (byte >= ' ' || byte == '\n' || byte == '\t')
            pl_bytes_add(out, text, 1);
    }
}

static void add_metadata(pl_bytes *out, const pl_recipe *recipe)
{
    if (recipe->count == 0) return;
    pl_bytes_add_text(out, "\n<metadata>\n<recipe xmlns=\"urn:balnet:recipe\">\n");
    for (size_t i = 0; i < recipe->count; i++) {
        pl_bytes_print(out, "<entry key=\"%s\">", recipe->entries[i].key);
        add_escaped(out, recipe->entries[i].value);
        pl_bytes_add_text(out, "</entry>\n");
    }
    pl_bytes_add_text(out, "</recipe>\n</metadata>");
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

pl_status pl_svg_finish(const pl_bytes *file, const pl_recipe *recipe, pl_bytes *out)
{
    const size_t root = pl_bytes_find(file, 0, "<svg"), end = pl_bytes_find(file, root, ">");
    if (end == file->size) return pl_fault(PL_EFORMAT, "cairo wrote an SVG file without <svg>");
    pl_bytes_add(out, file->data, end + 1);
    add_metadata(out, recipe);
    add_renumbered(out, file, end + 1);
    return pl_bytes_status(out);
}
