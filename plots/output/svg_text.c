/* cairo writes a run of letters as lines <use xlink:href="#glyph…" x="…" y="…"/>, one a letter, in the order in which
   they were drawn; runs that nobody would see are not there. So a run is known by the number of its lines and the
   place of the first. */
#include "plots/output/svg_text.h"

#include "plots/base/number_text.h"

#include <math.h>
#include <string.h>

static const double same_place = 0.01; // points

void pl_svg_add_escaped(pl_bytes *out, const char *text, size_t size)
{
    for (const char *end = text + size; text < end; text++) {
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

static const char letter[] = "  <use xlink:href=\"#glyph";

typedef struct {
    size_t from, to; // of the lines in the file
    int count;
    double x, y; // of the first letter
} letter_lines;

/* The number in the attribute that begins at or after a place, of a line that ends at `end`; NaN for none. cairo
   writes digits with a point, whatever the locale. */
static double number_in(const pl_bytes *file, size_t from, size_t end, const char *attribute)
{
    size_t at = pl_bytes_find(file, from, attribute);
    if (at >= end) return NAN;
    at += strlen(attribute);
    const bool negative = file->data[at] == '-';
    double value = 0.0, unit = 0.0; // of the next digit behind the point
    for (at += negative; at < end && file->data[at] != '"'; at++) {
        const double digit = file->data[at] - '0';
        if (file->data[at] == '.') {
            unit = 0.1;
        } else if (unit == 0.0) {
            value = 10.0 * value + digit;
        } else {
            value += unit * digit;
            unit /= 10.0;
        }
    }
    return negative ? -value : value;
}

/* The next lines of letters at or after a place; none are at the end of the file. */
static letter_lines next_lines(const pl_bytes *file, size_t from)
{
    letter_lines lines = {.from = pl_bytes_find(file, from, letter)};
    for (lines.to = lines.from; pl_bytes_has(file, lines.to, letter); lines.count++) {
        const size_t end = pl_bytes_find(file, lines.to, "\n");
        if (lines.count == 0) {
            lines.x = number_in(file, lines.to, end, " x=\"");
            lines.y = number_in(file, lines.to, end, " y=\"");
        }
        lines.to = end < file->size ? end + 1 : end;
    }
    return lines;
}

/* Whether a run was drawn by these lines. */
static bool is_run(const letter_lines *lines, const pl_written_run *run)
{
    double x = run->shift, y = 0.0;
    cairo_matrix_transform_point(&run->place, &x, &y);
    return run->glyphs == lines->count && fabs(x - lines->x) < same_place && fabs(y - lines->y) < same_place;
}

static void add_number(pl_bytes *out, const char *before, double number)
{
    char text[40];
    pl_number_text(text, sizeof text, "%.6g", number);
    pl_bytes_add_text(out, before);
    pl_bytes_add_text(out, text);
}

static void add_text(pl_bytes *out, const pl_written *written, const pl_written_run *run)
{
    const cairo_matrix_t *at = &run->place;
    add_number(out, "  <text xml:space=\"preserve\" transform=\"matrix(", at->xx);
    add_number(out, ",", at->yx);
    add_number(out, ",", at->xy);
    add_number(out, ",", at->yy);
    add_number(out, ",", at->x0);
    add_number(out, ",", at->y0);
    pl_bytes_print(out, ")\" font-family=\"%.200s, sans-serif\"%s%s", run->family,
                   run->bold ? " font-weight=\"bold\"" : "", run->slanted ? " font-style=\"italic\"" : "");
    add_number(out, " font-size=\"", run->size);
    add_number(out, "\" textLength=\"", run->width);
    pl_bytes_add_text(out, "\">");
    pl_svg_add_escaped(out, (const char *)written->letters.data + run->text, run->text_size);
    pl_bytes_add_text(out, "</text>\n");
}

bn_status pl_svg_write_texts(const pl_bytes *file, const pl_written *written, pl_bytes *out)
{
    BN_TRY(pl_bytes_status(&written->runs));
    BN_TRY(pl_bytes_status(&written->letters));
    const size_t count = pl_written_count(written);
    size_t done = 0, next = 0;
    while (done < file->size) {
        const letter_lines lines = next_lines(file, done);
        pl_bytes_add(out, file->data + done, lines.from - done);
        size_t run = next;
        while (run < count && !is_run(&lines, pl_written_at(written, run))) run++;
        if (run < count) {
            next = run;
            do add_text(out, written, pl_written_at(written, next++));
            while (next < count && pl_written_at(written, next)->glyphs == 0);
        } else {
            pl_bytes_add(out, file->data + lines.from, lines.to - lines.from);
        }
        done = lines.to;
    }
    return pl_bytes_status(out);
}
