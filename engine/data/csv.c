/* The file is in memory; one pass counts the lines, a second reads the numbers where they lie. Only the names
   of the header are copied. */
#include "engine/data/csv.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/data/decimal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

// A field without its quotes; `next` is the separator or the line's end behind it.
typedef struct {
    const char *start, *end, *next;
    bool quoted;
} field;

// --- lines and fields ----------------------------------------------------------------------------

// The end of the line without its LF or CR LF; *next is the start of the one behind it.
static const char *end_of_line(const char *at, const char *end, const char **next)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    const char *stop = feed != NULL ? feed : end;
    *next = feed != NULL ? feed + 1 : end;
    return stop > at && stop[-1] == '\r' ? stop - 1 : stop;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *past_blanks(const char *at, const char *end, char separator)
{
    while (at < end && is_blank(*at) && (separator == ' ' || *at != separator)) at++;
    return at;
}

static bool is_separator(char c, char separator)
{
    return c == separator || (separator == ' ' && c == '\t');
}

// The field that begins at `at`; a quoted one ends at its closing quote, or at the line's end without one.
static field field_at(const char *at, const char *end, char separator)
{
    field f = {.start = past_blanks(at, end, separator)};
    f.quoted = f.start < end && *f.start == '"';
    if (f.quoted) {
        f.end = ++f.start;
        while (f.end < end && (*f.end != '"' || (f.end + 1 < end && f.end[1] == '"')))
            f.end += *f.end == '"' ? 2 : 1;
        f.next = f.end < end ? past_blanks(f.end + 1, end, separator) : end;
        return f;
    }
    for (f.next = f.start; f.next < end && !is_separator(*f.next, separator); f.next++) continue;
    for (f.end = f.next; f.end > f.start && is_blank(f.end[-1]); f.end--) continue;
    if (separator == ' ') f.next = past_blanks(f.next, end, separator);
    return f;
}

// Where the field behind f begins; NULL where f was the last. Spaces may be separators and are then behind it.
static const char *after(const field *f, const char *end, char separator)
{
    if (f->next == end) return NULL;
    return separator == ' ' ? f->next : f->next + 1;
}

static int64_t count_fields(const char *at, const char *end, char separator)
{
    int64_t count = 0;
    while (at != NULL) {
        const field f = field_at(at, end, separator);
        at = after(&f, end, separator);
        count++;
    }
    return count;
}

// --- opening -------------------------------------------------------------------------------------

// A copy of the field, two quotes as one.
static char *text_of(const field *f)
{
    char *text = bn_memory_allocate((size_t)(f->end - f->start) + 1, 1);
    size_t used = 0;
    for (const char *at = f->start; text != NULL && at < f->end; at++) {
        text[used++] = *at;
        if (f->quoted && *at == '"') at++;
    }
    return text;
}

static bn_status read_names(const char *at, const char *end, char separator, bn_csv *csv)
{
    csv->columns = count_fields(at, end, separator);
    csv->names = bn_memory_allocate((size_t)csv->columns, sizeof *csv->names);
    if (csv->names == NULL) return bn_fault(BN_ENOMEM, "no memory for %" PRId64 " names", csv->columns);
    for (int64_t j = 0; j < csv->columns; j++) {
        const field f = field_at(at, end, separator);
        csv->names[j] = text_of(&f);
        if (csv->names[j] == NULL) return bn_fault(BN_ENOMEM, "no memory for a name");
        at = after(&f, end, separator);
    }
    return bn_ok();
}

// Passes empty lines over; false at the end of the file.
static bool next_line(const char **at, const char *end, const char **stop, const char **next, int64_t *line)
{
    for (; *at < end; *at = *next, ++*line) {
        *stop = end_of_line(*at, end, next);
        if (*stop > *at) return true;
    }
    return false;
}

static bn_status survey(const char *path, const bn_csv_config *config, bn_csv *csv)
{
    const char *at = csv->bytes, *end = csv->bytes + csv->length, *stop, *next;
    if (csv->length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) at += 3; // the mark that Excel writes
    csv->line = 1;
    bool here = next_line(&at, end, &stop, &next, &csv->line);
    if (config->header) {
        if (!here) return bn_fault(BN_EFORMAT, "'%s' is empty; a header was needed", bn_file_shown(path));
        BN_TRY(read_names(at, stop, config->separator, csv));
        at = next;
        csv->line++;
        here = next_line(&at, end, &stop, &next, &csv->line);
    } else if (here) {
        csv->columns = count_fields(at, stop, config->separator);
    }
    csv->data = (size_t)(at - csv->bytes);
    for (int64_t line = 0; here; csv->rows++) {
        at = next;
        here = next_line(&at, end, &stop, &next, &line);
    }
    return bn_ok();
}

bn_status bn_csv_open(const char *path, const bn_csv_config *config, bn_csv *csv)
{
    unsigned char *bytes;
    *csv = (bn_csv){.bytes = NULL};
    BN_TRY(bn_file_read(path, &bytes, &csv->length));
    csv->bytes = (char *)bytes;
    const bn_status status = survey(path, config, csv);
    if (status.code != BN_OK) bn_csv_free(csv);
    return status;
}

void bn_csv_free(bn_csv *csv)
{
    for (int64_t j = 0; csv->names != NULL && j < csv->columns; j++) bn_memory_free(csv->names[j]);
    bn_memory_free(csv->names);
    bn_memory_free(csv->bytes);
    *csv = (bn_csv){.bytes = NULL};
}

// --- numbers -------------------------------------------------------------------------------------

static bool is_missing(const field *f, const char *const *missing)
{
    const size_t size = (size_t)(f->end - f->start);
    if (size == 0) return true;
    for (; missing != NULL && *missing != NULL; missing++)
        if (strlen(*missing) == size && memcmp(*missing, f->start, size) == 0) return true;
    return false;
}

// A word for what is missing comes before the number that it may be, as -999.
static bool read_number(const field *f, const char *const *missing, double *value)
{
    if (!is_missing(f, missing)) return bn_decimal_read(f->start, f->end, value);
    *value = (double)NAN;
    return true;
}

// A line of the file, and what messages say of it.
typedef struct {
    const char *path, *start, *end;
    int64_t line, columns;
} row;

static bn_status refuse_field(const row *r, int64_t column, const field *f)
{
    enum { MOST_SHOWN = 40 };
    const int64_t size = f->end - f->start;
    return bn_fault(BN_EFORMAT, "'%s', line %" PRId64 ", column %" PRId64 ": '%.*s' is no number",
                    bn_file_shown(r->path), r->line, column, size < MOST_SHOWN ? (int)size : MOST_SHOWN,
                    f->start);
}

static bn_status refuse_length(const row *r, const bn_csv_config *config)
{
    const int64_t given = count_fields(r->start, r->end, config->separator);
    return bn_fault(BN_EFORMAT,
                    "'%s', line %" PRId64 ": it ends at column %" PRId64 "; %" PRId64 " columns were needed",
                    bn_file_shown(r->path), r->line, given, r->columns);
}

// A quoted field has its closing quote, and behind it nothing before the separator.
static bool ends_well(const field *f, const char *end, char separator)
{
    if (!f->quoted) return true;
    return f->end < end && (f->next == end || separator == ' ' || is_separator(*f->next, separator));
}

static bn_status read_row(const row *r, const bn_csv_config *config, double *out, int64_t step)
{
    const char *at = r->start;
    for (int64_t j = 0; j < r->columns; j++) {
        if (at == NULL) return refuse_length(r, config);
        const field f = field_at(at, r->end, config->separator);
        if (!ends_well(&f, r->end, config->separator) || !read_number(&f, config->missing, &out[j * step]))
            return refuse_field(r, j + 1, &f);
        at = after(&f, r->end, config->separator);
    }
    return at == NULL ? bn_ok() : refuse_length(r, config);
}

bn_status bn_csv_read(const bn_csv *csv, const char *path, const bn_csv_config *config, double *out,
                      int64_t row_step, int64_t column_step)
{
    const char *at = csv->bytes + csv->data, *end = csv->bytes + csv->length, *stop, *next;
    int64_t line = csv->line;
    for (int64_t i = 0; i < csv->rows; i++, at = next, line++) {
        if (!next_line(&at, end, &stop, &next, &line)) break;
        const row r = {.path = path, .start = at, .end = stop, .line = line, .columns = csv->columns};
        BN_TRY(read_row(&r, config, out + i * row_step, column_step));
    }
    return bn_ok();
}
