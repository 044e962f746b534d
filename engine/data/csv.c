/* The file is in memory; one pass counts the rows, a second reads the numbers where they lie. Only the names
   of the header are copied. A row is a line unless a field in quotes holds the line's end. */
#include "engine/data/csv.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/data/decimal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

// --- lines and fields ----------------------------------------------------------------------------

// The end of the line without its LF or CR LF; *next is the start of the one behind it.
static const char *end_of_line(const char *at, const char *end, const char **next)
{
    const char *feed = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
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

// The quote that closes a text, of which two stand for one; `end` where there is none.
static const char *closing_quote(const char *at, const char *end)
{
    while (at < end && (*at != '"' || (at + 1 < end && at[1] == '"'))) at += *at == '"' ? 2 : 1;
    return at;
}

// The field that begins at `at`; a quoted one ends at its closing quote, or at `end` without one.
static bn_csv_field field_at(const char *at, const char *end, char separator)
{
    bn_csv_field f = {.start = past_blanks(at, end, separator)};
    f.quoted = f.start < end && *f.start == '"';
    if (f.quoted) {
        f.end = closing_quote(++f.start, end);
        f.next = f.end < end ? past_blanks(f.end + 1, end, separator) : end;
        return f;
    }
    for (f.next = f.start; f.next < end && !is_separator(*f.next, separator); f.next++) continue;
    for (f.end = f.next; f.end > f.start && is_blank(f.end[-1]); f.end--) continue;
    if (separator == ' ') f.next = past_blanks(f.next, end, separator);
    return f;
}

// Where the field behind f begins; NULL where f was the last. Spaces may be separators and are then behind it.
static const char *after(const bn_csv_field *f, const char *end, char separator)
{
    if (f->next == end) return NULL;
    return separator == ' ' ? f->next : f->next + 1;
}

static inline bool next_field(const bn_csv_row *row, bn_csv_field *field)
{
    const char *at = field->start == NULL ? row->at : after(field, row->stop, row->separator);
    if (at == NULL) return false;
    *field = field_at(at, row->stop, row->separator);
    return true;
}

bool bn_csv_next_field(const bn_csv_row *row, bn_csv_field *field)
{
    return next_field(row, field);
}

static int64_t count_fields(const bn_csv_row *row)
{
    bn_csv_field f = {.start = NULL};
    int64_t count = 0;
    while (next_field(row, &f)) count++;
    return count;
}

// --- rows ----------------------------------------------------------------------------------------

static int64_t count_feeds(const char *at, const char *end)
{
    int64_t count = 0;
    for (; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) count++;
    return count;
}

// Goes on to the end of the line in which the last field in quotes ends.
static void extend(bn_csv_row *row)
{
    bn_csv_field f = {.start = NULL};
    while (next_field(row, &f)) {
        if (!f.quoted || f.end < row->stop) continue;
        f.end = closing_quote(f.start, row->end);
        row->stop = end_of_line(f.end, row->end, &row->next);
        f.next = f.end < row->stop ? past_blanks(f.end + 1, row->stop, row->separator) : row->stop;
    }
    row->next_line += count_feeds(row->at, row->stop);
}

bool bn_csv_next_row(bn_csv_row *row)
{
    while (row->next < row->end) {
        row->at = row->next;
        row->line = row->next_line++;
        row->stop = end_of_line(row->at, row->end, &row->next);
        if (row->stop == row->at) continue;
        if (memchr(row->at, '"', (size_t)(row->stop - row->at)) != NULL) extend(row);
        return true;
    }
    return false;
}

bn_csv_row bn_csv_rows(const bn_csv *csv, const bn_csv_config *config)
{
    const char *first = csv->bytes + csv->data, *end = csv->bytes + csv->length;
    return (bn_csv_row){.next = first, .end = end, .next_line = csv->line, .separator = config->separator};
}

// --- opening -------------------------------------------------------------------------------------

size_t bn_csv_text(const bn_csv_field *field, char *out)
{
    size_t used = 0;
    for (const char *at = field->start; at < field->end; at++) {
        out[used++] = *at;
        if (field->quoted && *at == '"') at++;
    }
    return used;
}

static bn_status read_names(const bn_csv_row *row, bn_csv *csv)
{
    csv->columns = count_fields(row);
    csv->names = bn_memory_allocate((size_t)csv->columns, sizeof *csv->names);
    if (csv->names == NULL) return bn_fault(BN_ENOMEM, "no memory for %" PRId64 " names", csv->columns);
    bn_csv_field f = {.start = NULL};
    for (int64_t j = 0; next_field(row, &f); j++) {
        csv->names[j] = bn_memory_allocate((size_t)(f.end - f.start) + 1, 1);
        if (csv->names[j] == NULL) return bn_fault(BN_ENOMEM, "no memory for a name");
        bn_csv_text(&f, csv->names[j]);
    }
    return bn_ok();
}

static bn_status survey(const char *path, const bn_csv_config *config, bn_csv *csv)
{
    const bool has_order_mark =
        csv->length >= 3 && memcmp(csv->bytes, "\xef\xbb\xbf", 3) == 0; // as Excel does
    csv->data = has_order_mark ? 3 : 0;
    csv->line = 1;
    bn_csv_row row = bn_csv_rows(csv, config);
    if (config->header) {
        if (!bn_csv_next_row(&row))
            return bn_fault(BN_EFORMAT, "'%s' is empty; a header was needed", bn_file_shown(path));
        BN_TRY(read_names(&row, csv));
        csv->data = (size_t)(row.next - csv->bytes);
        csv->line = row.next_line;
    }
    for (; bn_csv_next_row(&row); csv->rows++)
        if (csv->rows == 0 && !config->header) csv->columns = count_fields(&row);
    return bn_ok();
}

bn_status bn_csv_parse(const char *path, const bn_csv_config *config, char *bytes, size_t length, bn_csv *csv)
{
    *csv = (bn_csv){.bytes = bytes, .length = length};
    const bn_status status = survey(path, config, csv);
    if (status.code != BN_OK) bn_csv_free(csv);
    return status;
}

bn_status bn_csv_open(const char *path, const bn_csv_config *config, bn_csv *csv)
{
    unsigned char *bytes;
    size_t length;
    *csv = (bn_csv){.bytes = NULL};
    BN_TRY(bn_file_read(path, &bytes, &length));
    return bn_csv_parse(path, config, (char *)bytes, length, csv);
}

void bn_csv_free(bn_csv *csv)
{
    for (int64_t j = 0; csv->names != NULL && j < csv->columns; j++) bn_memory_free(csv->names[j]);
    bn_memory_free(csv->names);
    bn_memory_free(csv->bytes);
    *csv = (bn_csv){.bytes = NULL};
}

// --- numbers -------------------------------------------------------------------------------------

static bool is_missing(const bn_csv_field *f, const char *const *missing)
{
    const size_t size = (size_t)(f->end - f->start);
    if (size == 0) return true;
    for (; missing != NULL && *missing != NULL; missing++)
        if (strlen(*missing) == size && memcmp(*missing, f->start, size) == 0) return true;
    return false;
}

// A word for what is missing comes before the number that it may be, as -999.
static bool read_number(const bn_csv_field *f, const char *const *missing, double *value)
{
    if (!is_missing(f, missing)) return bn_decimal_read(f->start, f->end, value);
    *value = (double)NAN;
    return true;
}

// What a row is read by, and what messages say of it.
typedef struct {
    const char *path;
    const bn_csv_config *config;
    bool *texts;
    int64_t columns, step;
} reading;

static bn_status refuse_field(const reading *r, const bn_csv_row *row, int64_t column, const bn_csv_field *f)
{
    enum { MOST_SHOWN = 40 };
    const int64_t size = f->end - f->start;
    const bool may_be_names = row->line == 1 && !r->config->header;
    return bn_fault(BN_EFORMAT, "'%s', line %" PRId64 ", column %" PRId64 ": '%.*s' is no number%s",
                    bn_file_shown(r->path), row->line, column, size < MOST_SHOWN ? (int)size : MOST_SHOWN,
                    f->start, may_be_names ? "; a header is read when it is asked for" : "");
}

static bn_status refuse_length(const reading *r, const bn_csv_row *row)
{
    return bn_fault(BN_EFORMAT,
                    "'%s', line %" PRId64 ": it ends at column %" PRId64 "; %" PRId64 " columns were needed",
                    bn_file_shown(r->path), row->line, count_fields(row), r->columns);
}

// A quoted field has its closing quote, and behind it nothing before the separator.
static bool ends_well(const bn_csv_row *row, const bn_csv_field *f)
{
    if (!f->quoted) return true;
    return f->end < row->stop &&
           (f->next == row->stop || row->separator == ' ' || is_separator(*f->next, row->separator));
}

static bn_status refuse_quote(const reading *r, const bn_csv_row *row, int64_t column, const bn_csv_field *f)
{
    return bn_fault(
        BN_EFORMAT, "'%s', line %" PRId64 ", column %" PRId64 ": %s", bn_file_shown(r->path), row->line,
        column, f->end < row->stop ? "there is more behind its closing quote" : "its quote is not closed");
}

static bn_status read_row(const reading *r, const bn_csv_row *row, double *out)
{
    bn_csv_field f = {.start = NULL};
    for (int64_t j = 0; j < r->columns; j++) {
        if (!next_field(row, &f)) return refuse_length(r, row);
        if (!ends_well(row, &f)) return refuse_quote(r, row, j + 1, &f);
        if (r->texts[j] || read_number(&f, r->config->missing, &out[j * r->step])) continue;
        if (!r->config->mixed) return refuse_field(r, row, j + 1, &f);
        r->texts[j] = true;
    }
    return next_field(row, &f) ? refuse_length(r, row) : bn_ok();
}

bn_status bn_csv_read(const bn_csv *csv, const char *path, const bn_csv_config *config, bool *texts,
                      double *out, int64_t row_step, int64_t column_step)
{
    const reading r = {
        .path = path, .config = config, .texts = texts, .columns = csv->columns, .step = column_step};
    bn_csv_row row = bn_csv_rows(csv, config);
    for (int64_t i = 0; i < csv->rows && bn_csv_next_row(&row); i++)
        BN_TRY(read_row(&r, &row, out + i * row_step));
    return bn_ok();
}
