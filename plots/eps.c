/* EPS: the header is copied line by line. Recipe comments come after it, for a "% " ends a header (Document
   Structuring Conventions 3.0, section 4.6), and are broken at 200 bytes, for a line may have 255. */
#include "eps.h"

#include "date.h"

#include <string.h>

enum { LONGEST_LINE = 200 };

static void add_date(pl_bytes *out, long long date)
{
    if (date < 0) return;
    const pl_date made = pl_date_of(date);
    pl_bytes_print(out, "%%%%CreationDate: %04d-%02d-%02dT%02d:%02d:%02dZ\n", made.year, made.month, made.day,
                   made.hour, made.minute, made.second);
}

/* "% key: value", its further lines behind "%  | ", what is too long for one behind "%  + ". */
static void add_entry(pl_bytes *out, const pl_recipe_entry *entry)
{
    pl_bytes_print(out, "%% %s: ", entry->key);
    size_t length = 0;
    for (const char *at = entry->value; *at != '\0'; at++) {
        if (*at == '\n' || length == LONGEST_LINE) {
            pl_bytes_add_text(out, *at == '\n' ? "\n%  | " : "\n%  + ");
            length = 0;
        }
        if ((unsigned char)*at < ' ') continue;
        pl_bytes_add(out, at, 1);
        length++;
    }
    pl_bytes_add_text(out, "\n");
}

pl_status pl_eps_finish(const pl_bytes *file, const pl_recipe *recipe, long long date, pl_bytes *out)
{
    static const char end_of_header[] = "%%EndComments\n";
    const size_t made = pl_bytes_find(file, 0, "%%CreationDate:"),
                 after = pl_bytes_find(file, made, "\n") + 1;
    const size_t end = pl_bytes_find(file, made, end_of_header) + strlen(end_of_header);
    if (made == file->size || after > end || end > file->size)
        return pl_fault(PL_EFORMAT, "cairo wrote an EPS file without a header");
    pl_bytes_add(out, file->data, made);
    add_date(out, date);
    pl_bytes_add(out, file->data + after, end - after);
    for (size_t i = 0; i < recipe->count; i++) add_entry(out, &recipe->entries[i]);
    pl_bytes_add(out, file->data + end, file->size - end);
    return pl_bytes_status(out);
}
