/* The document information of PDF files: cairo 1.16 can't write keys of the caller's own, so a second
   dictionary with the number of the first is appended as an incremental update, and the reader takes the last
   one of that number. */
#include "plots/output/pdf.h"

#include "common/file.h"
#include "common/utf8.h"
#include "plots/base/date.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_KEYWORD = 1000 };

/* --- Writing --- */

static bool is_plain(const char *value)
{
    for (; *value != '\0'; value++) {
        if ((unsigned char)*value >= 0x7F) return false;
    }
    return true;
}

static void add_literal(pl_bytes *out, const char *value)
{
    for (; *value != '\0'; value++) {
        const unsigned char byte = (unsigned char)*value;
        if (strchr("()\\", byte) != NULL)
            pl_bytes_print(out, "\\%c", byte);
        else if (byte < ' ')
            pl_bytes_print(out, "\\%03o", byte);
        else
            pl_bytes_add(out, value, 1);
    }
}

static void add_utf16(pl_bytes *out, const char *value)
{
    const size_t size = strlen(value);
    for (size_t at = 0, used; at < size; at += used) {
        const uint32_t code = bn_utf8_decode(value + at, size - at, &used);
        if (code < 0x10000)
            pl_bytes_print(out, "%04X", code);
        else
            pl_bytes_print(out, "%04X%04X", 0xD800 + ((code - 0x10000) >> 10),
                           0xDC00 + ((code - 0x10000) & 0x3FF));
    }
}

/* A text string (section 3.8.1): ASCII in parentheses, all else in UTF-16. */
static void add_string(pl_bytes *out, const char *value)
{
    const bool plain = is_plain(value);
    pl_bytes_add_text(out, plain ? "(" : "<FEFF");
    (plain ? add_literal : add_utf16)(out, value);
    pl_bytes_add_text(out, plain ? ")" : ">");
}

/* A value in which no semicolon, no percent sign and no control character stands: those are % and two
   hexadecimal digits. */
static void add_keyword_value(pl_bytes *out, const char *value)
{
    for (; *value != '\0'; value++) {
        const unsigned char byte = (unsigned char)*value;
        if (byte < ' ' || byte == ';' || byte == '%')
            pl_bytes_print(out, "%%%02X", byte);
        else
            pl_bytes_add(out, value, 1);
    }
}

static void add_keywords(pl_bytes *out, const pl_recipe *recipe)
{
    pl_bytes keywords = {0};
    for (size_t i = 0; i < recipe->count; i++) {
        const pl_recipe_entry *entry = &recipe->entries[i];
        if (strlen(entry->value) > LONGEST_KEYWORD) continue;
        pl_bytes_print(&keywords, "%s%s: ", keywords.size > 0 ? "; " : "", entry->key);
        add_keyword_value(&keywords, entry->value);
    }
    pl_bytes_add(&keywords, "", 1);
    if (keywords.failed)
        out->failed = true;
    else if (keywords.size > 1) {
        pl_bytes_add_text(out, "   /Keywords ");
        add_string(out, (const char *)keywords.data);
        pl_bytes_add_text(out, "\n");
    }
    pl_bytes_release(&keywords);
}

static void add_information(pl_bytes *out, const pl_recipe *recipe, long long date)
{
    pl_bytes_add_text(out, "<< /Creator (balnet)\n   /Producer (cairo)\n");
    if (date >= 0) {
        const pl_date made = pl_date_of(date);
        pl_bytes_print(out, "   /CreationDate (D:%04d%02d%02d%02d%02d%02dZ)\n", made.year, made.month,
                       made.day, made.hour, made.minute, made.second);
    }
    add_keywords(out, recipe);
    for (size_t i = 0; i < recipe->count; i++) {
        pl_bytes_print(out, "   /%s ", recipe->entries[i].key);
        add_string(out, recipe->entries[i].value);
        pl_bytes_add_text(out, "\n");
    }
    pl_bytes_add_text(out, ">>\n");
}

/* The number after a name in the file's last trailer; -1 when there is none. */
static long number_after(const pl_bytes *file, const char *name)
{
    size_t at = pl_bytes_find(file, pl_bytes_find_last(file, "trailer"), name);
    if (at == file->size) return -1;
    at += strlen(name);
    while (at < file->size && isspace(file->data[at])) at++;
    long number = -1;
    for (; at < file->size && isdigit(file->data[at]) && number < 100000000; at++)
        number = (number < 0 ? 0 : number * 10) + (file->data[at] - '0');
    return number;
}

bn_status pl_pdf_add_recipe(pl_bytes *file, const pl_recipe *recipe, long long date)
{
    const long size = number_after(file, "/Size"), root = number_after(file, "/Root");
    const long information = number_after(file, "/Info"), table = number_after(file, "startxref");
    if (size < 0 || root < 0 || information < 0 || table < 0)
        return bn_fault(BN_EFORMAT, "cairo wrote a PDF file without a plain trailer");

    const size_t object = file->size;
    pl_bytes_print(file, "%ld 0 obj\n", information);
    add_information(file, recipe, date);
    pl_bytes_add_text(file, "endobj\n");
    const size_t new_table = file->size;
    pl_bytes_print(file, "xref\n0 1\n0000000000 65535 f \n%ld 1\n%010zu 00000 n \n", information, object);
    pl_bytes_print(file, "trailer\n<< /Size %ld\n   /Root %ld 0 R\n   /Info %ld 0 R\n   /Prev %ld\n>>\n",
                   size, root, information, table);
    pl_bytes_print(file, "startxref\n%zu\n%%%%EOF\n", new_table);
    return pl_bytes_status(file);
}

/* --- Reading --- */

typedef struct {
    const unsigned char *at, *end;
} cursor;

static void skip_spaces(cursor *in)
{
    while (in->at < in->end && isspace(*in->at)) in->at++;
}

static bool take(cursor *in, const char *text)
{
    const size_t size = strlen(text);
    skip_spaces(in);
    if ((size_t)(in->end - in->at) < size || memcmp(in->at, text, size) != 0) return false;
    in->at += size;
    return true;
}

static int hex_value(int byte)
{
    if (isdigit(byte)) return byte - '0';
    return isxdigit(byte) ? tolower(byte) - 'a' + 10 : -1;
}

static int octal_escape(cursor *in)
{
    int value = 0;
    for (int digits = 0; digits < 3 && in->at < in->end && *in->at >= '0' && *in->at <= '7'; digits++)
        value = value * 8 + (*in->at++ - '0');
    return value & 0xFF;
}

static void read_escape(cursor *in, pl_bytes *raw)
{
    static const char names[] = "nrtbf", meanings[] = "\n\r\t\b\f";
    if (in->at == in->end) return;
    if (*in->at >= '0' && *in->at <= '7') {
        pl_bytes_add(raw, (const unsigned char[1]){(unsigned char)octal_escape(in)}, 1);
        return;
    }
    const unsigned char byte = *in->at++;
    const char *name = strchr(names, byte);
    if (byte == '\n') return; // a line that continues
    pl_bytes_add(raw, name != NULL && byte != '\0' ? &meanings[name - names] : (const char *)&byte, 1);
}

/* Reads what follows an opening parenthesis; false when it is not closed. */
static bool read_literal(cursor *in, pl_bytes *raw)
{
    for (int open = 1; in->at < in->end;) {
        const unsigned char byte = *in->at++;
        if (byte == '\\') {
            read_escape(in, raw);
            continue;
        }
        if (byte == '(') open++;
        if (byte == ')' && --open == 0) return true;
        pl_bytes_add(raw, &byte, 1);
    }
    return false;
}

static bool read_hexadecimal(cursor *in, pl_bytes *raw)
{
    int digits = 0, value = 0;
    for (; in->at < in->end; in->at++) {
        if (*in->at == '>') {
            in->at++;
            if (digits % 2 == 1) pl_bytes_add(raw, (const unsigned char[1]){(unsigned char)(value << 4)}, 1);
            return true;
        }
        const int digit = hex_value(*in->at);
        if (digit < 0) continue;
        value = (value << 4 | digit) & 0xFF;
        if (++digits % 2 == 0) pl_bytes_add(raw, (const unsigned char[1]){(unsigned char)value}, 1);
    }
    return false;
}

static uint32_t utf16_unit(const pl_bytes *raw, size_t at)
{
    return (uint32_t)raw->data[at] << 8 | raw->data[at + 1];
}

/* Text strings that don't begin with UTF-16's byte order mark are taken as they are: we write them in ASCII. */
static void add_utf8(const pl_bytes *raw, pl_bytes *value)
{
    if (raw->size < 2 || utf16_unit(raw, 0) != 0xFEFF) {
        pl_bytes_add(value, raw->data, raw->size);
        return;
    }
    for (size_t at = 2; at + 2 <= raw->size; at += 2) {
        uint32_t code = utf16_unit(raw, at);
        if (code >= 0xD800 && code < 0xDC00 && at + 4 <= raw->size) {
            at += 2;
            code = 0x10000 + ((code - 0xD800) << 10) + (utf16_unit(raw, at) - 0xDC00);
        }
        char bytes[BN_UTF8_LONGEST];
        pl_bytes_add(value, bytes, bn_utf8_encode(code, bytes));
    }
}

static bool is_standard(const unsigned char *key, size_t size)
{
    static const char *const names[] = {"Title",    "Author",       "Subject", "Keywords", "Creator",
                                        "Producer", "CreationDate", "ModDate", "Trapped"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i]) == size && memcmp(names[i], key, size) == 0) return true;
    }
    return false;
}

static bool collect_entry(cursor *in, pl_recipe_copy *copy)
{
    const unsigned char *key = in->at;
    while (in->at < in->end && (isalnum(*in->at) || *in->at == '_')) in->at++;
    const size_t key_size = (size_t)(in->at - key);
    pl_bytes raw = {0}, value = {0};
    bool sound = false;
    if (take(in, "("))
        sound = read_literal(in, &raw);
    else if (take(in, "<"))
        sound = read_hexadecimal(in, &raw);
    add_utf8(&raw, &value);
    copy->text.failed |= raw.failed || value.failed;
    if (sound)
        pl_recipe_collect(is_standard(key, key_size) ? &copy->property_text : &copy->text, key, key_size,
                          value.size > 0 ? value.data : (const unsigned char *)"", value.size);
    pl_bytes_release(&raw);
    pl_bytes_release(&value);
    return sound;
}

bool pl_pdf_is(const pl_bytes *file)
{
    return file->size >= 5 && memcmp(file->data, "%PDF-", 5) == 0;
}

/* The dictionary of the last object that the last trailer's Info names; at == end when there is none. */
static cursor find_information(const pl_bytes *file)
{
    const long number = number_after(file, "/Info");
    pl_bytes name = {0};
    pl_bytes_print(&name, "\n%ld 0 obj", number);
    pl_bytes_add(&name, "", 1);
    const unsigned char *end = file->data + file->size;
    cursor in = {end, end};
    if (number >= 0 && !name.failed) {
        const size_t at = pl_bytes_find_last(file, (const char *)name.data);
        if (at < file->size) in.at = file->data + at + name.size - 1;
    }
    pl_bytes_release(&name);
    return in;
}

bn_status pl_pdf_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    cursor in = find_information(file);
    pl_bytes_add(&copy->picture, file->data, (size_t)(in.at - file->data));
    bool sound = take(&in, "<<");
    while (sound && !take(&in, ">>")) sound = take(&in, "/") && collect_entry(&in, copy);
    return sound
               ? bn_ok()
               : bn_fault(BN_EFORMAT, "%s has no document information that can be read", bn_file_shown(path));
}
