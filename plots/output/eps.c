/* EPS: the header is copied line by line. cairo gives the subsets of a font one name, by which Ghostscript takes
   one for the other and loses what its letters mean; each is named by its content, as in PDF. Recipe comments come
   after it, for a "% " ends a header (Document Structuring Conventions 3.0, section 4.6), and are broken at 200 bytes,
   for a line may have 255. */
#include "plots/output/eps.h"

#include "common/file.h"
#include "plots/base/date.h"
#include "plots/base/number_text.h"

#include <string.h>

enum { LONGEST_LINE = 200 };

static const char date_line[] = "%%CreationDate:", date_name[] = "CreationDate",
                  end_of_header[] = "%%EndComments\n", entry_line[] = "% ", next_line[] = "%  | ",
                  same_line[] = "%  + ";

static void add_date(pl_bytes *out, long long date)
{
    if (date < 0) return;
    const pl_date made = pl_date_of(date);
    pl_bytes_print(out, "%s %04d-%02d-%02dT%02d:%02d:%02dZ\n", date_line, made.year, made.month, made.day,
                   made.hour, made.minute, made.second);
}

/* "% key: value", its further lines behind "%  | ", what is too long for one behind "%  + ". */
static void add_entry(pl_bytes *out, const pl_recipe_entry *entry)
{
    pl_bytes_print(out, "%s%s: ", entry_line, entry->key);
    size_t length = 0;
    for (const char *at = entry->value; *at != '\0'; at++) {
        if (*at == '\n' || length == LONGEST_LINE) {
            pl_bytes_add_text(out, "\n");
            pl_bytes_add_text(out, *at == '\n' ? next_line : same_line);
            length = 0;
        }
        if ((unsigned char)*at < ' ') continue;
        pl_bytes_add(out, at, 1);
        length++;
    }
    pl_bytes_add_text(out, "\n");
}

/* Six capital letters and a plus sign, from a check sum. */
static void add_tag(pl_bytes *out, uint32_t sum)
{
    char tag[] = "AAAAAA+";
    for (int i = 0; i < 6; i++, sum /= 26) tag[i] = (char)('A' + sum % 26);
    pl_bytes_add_text(out, tag);
}

/* Copies from a place to the end; the name of a font is behind a tag where it begins and where it is defined. */
static void add_with_tags(pl_bytes *out, const pl_bytes *file, size_t from)
{
    static const char begin[] = "%%BeginResource: font ", end[] = "%%EndResource", name[] = "/FontName /";
    for (;;) {
        const size_t font = pl_bytes_find(file, from, begin), stop = pl_bytes_find(file, font, end);
        const size_t defined = pl_bytes_find(file, font, name);
        if (stop == file->size || defined >= stop) break;
        const size_t places[] = {font + strlen(begin), defined + strlen(name)};
        const uint32_t sum = pl_bytes_checksum(file, font, stop);
        for (int i = 0; i < 2; i++) {
            pl_bytes_add(out, file->data + from, places[i] - from);
            add_tag(out, sum);
            from = places[i];
        }
    }
    pl_bytes_add(out, file->data + from, file->size - from);
}

static void add_box(pl_bytes *out, double width, double height)
{
    char numbers[2][32];
    pl_number_text(numbers[0], sizeof numbers[0], "%.6f", width);
    pl_number_text(numbers[1], sizeof numbers[1], "%.6f", height);
    pl_bytes_print(out, "%%%%HiResBoundingBox: 0 0 %s %s\n", numbers[0], numbers[1]);
}

bn_status pl_eps_finish(const pl_bytes *file, double width, double height, const pl_recipe *recipe,
                        long long date, pl_bytes *out)
{
    const size_t made = pl_bytes_find(file, 0, date_line), after = pl_bytes_find(file, made, "\n") + 1;
    const size_t end = pl_bytes_find(file, made, end_of_header) + strlen(end_of_header);
    if (made == file->size || after > end || end > file->size)
        return bn_fault(BN_EFORMAT, "cairo wrote an EPS file without a header");
    pl_bytes_add(out, file->data, made);
    add_date(out, date);
    const size_t box = pl_bytes_find(file, after, "%%BoundingBox:"),
                 below = pl_bytes_find(file, box, "\n") + 1;
    if (below > end) return bn_fault(BN_EFORMAT, "cairo wrote an EPS file without a bounding box");
    pl_bytes_add(out, file->data + after, below - after);
    add_box(out, width, height);
    pl_bytes_add(out, file->data + below, end - below);
    for (size_t i = 0; i < recipe->count; i++) add_entry(out, &recipe->entries[i]);
    add_with_tags(out, file, end);
    return pl_bytes_status(out);
}

/* --- Reading back --- */

bool pl_eps_is(const pl_bytes *file)
{
    return pl_bytes_has(file, 0, "%!PS-Adobe-3.0 EPSF-3.0");
}

/* Adds a line from `from` to its newline, and gives the place behind that. */
static size_t take_line(const pl_bytes *file, size_t from, pl_bytes *out)
{
    const size_t end = pl_bytes_find(file, from, "\n");
    pl_bytes_add(out, file->data + from, end - from);
    return end < file->size ? end + 1 : end;
}

/* Collects the entry whose first line is at `at`, if one is there, and gives the place behind its last. */
static size_t collect_entry(const pl_bytes *file, size_t at, pl_bytes *text)
{
    const size_t key = at + strlen(entry_line), key_end = pl_bytes_find(file, key, ": ");
    const size_t line_end = pl_bytes_find(file, at, "\n");
    if (key_end >= line_end) return line_end + (line_end < file->size);
    pl_bytes value = {0};
    at = take_line(file, key_end + strlen(": "), &value);
    for (;;) {
        const bool next = pl_bytes_has(file, at, next_line);
        if (!next && !pl_bytes_has(file, at, same_line)) break;
        if (next) pl_bytes_add_text(&value, "\n");
        at = take_line(file, at + strlen(next_line), &value);
    }
    pl_bytes_add(&value, "", 1);
    text->failed |= value.failed;
    if (!value.failed) pl_recipe_collect(text, file->data + key, key_end - key, value.data, value.size);
    pl_bytes_release(&value);
    return at;
}

bn_status pl_eps_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    const size_t end = pl_bytes_find(file, 0, end_of_header) + strlen(end_of_header);
    if (end > file->size)
        return bn_fault(BN_EFORMAT, "%s is an EPS file whose header is cut", bn_file_shown(path));
    const size_t made = pl_bytes_find(file, 0, date_line);
    const size_t header = made < end ? made : end;
    pl_bytes_add(&copy->picture, file->data, header);
    size_t at = made < end ? pl_bytes_find(file, made, "\n") + 1 : end;
    if (made < end) {
        const size_t date = made + strlen(date_line);
        pl_recipe_collect(&copy->property_text, date_name, strlen(date_name), file->data + date,
                          at - 1 - date);
    }
    pl_bytes_add(&copy->picture, file->data + at, end - at);
    for (at = end; pl_bytes_has(file, at, entry_line);) at = collect_entry(file, at, &copy->text);
    pl_bytes_add(&copy->picture, file->data + at, file->size - at);
    return bn_ok();
}
