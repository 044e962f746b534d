/* A fuzzer for files of data. The first byte chooses the reader, the rest is the file: JSON ('0'), an array of NumPy's
   ('1'), several of them ('2'), or a table ('@' and the 15 characters behind it, which are its options). It must be
   read or refused in words. MAT-files are left out: libmatio asks for as much memory as a file claims. */
#include "common/file.h"
#include "common/memory.h"
#include "engine/data/csv.h"
#include "engine/data/json.h"
#include "engine/data/npz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_NUMBERS = 1 << 16 };

static double numbers[MOST_NUMBERS];

static void need(int condition)
{
    if (!condition) abort();
}

static void need_words(bn_status status)
{
    need(status.code == BN_OK || strlen(status.message) > 0);
}

static const char *scratch(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/dev/shm/fuzz_data_%ld", (long)getpid());
    return path;
}

// --- tables --------------------------------------------------------------------------------------

static void walk_texts(const bn_csv *csv, const bn_csv_config *config)
{
    bn_csv_row row = bn_csv_rows(csv, config);
    int64_t rows = 0;
    for (; bn_csv_next_row(&row); rows++) {
        bn_csv_field field = {.start = NULL};
        int64_t columns = 0;
        for (; bn_csv_next_field(&row, &field); columns++) {
            char *text = bn_memory_allocate((size_t)(field.end - field.start) + 1, 1);
            need(text != NULL && bn_csv_text(&field, text) <= (size_t)(field.end - field.start));
            bn_memory_free(text);
        }
        need(columns == csv->columns);
    }
    need(rows == csv->rows);
}

static void as_a_table(const uint8_t *data, size_t size, unsigned options)
{
    static const char separators[] = ",;\t ";
    static const char *const missing[] = {"NA", "-1", NULL};
    const bn_csv_config config = {.separator = separators[options % 4],
                                  .header = (options & 4) != 0,
                                  .mixed = (options & 8) != 0,
                                  .missing = missing};
    bn_csv csv;
    char *bytes = bn_memory_allocate(size + 1, 1);
    memcpy(bytes, data, size);
    bn_status status = bn_csv_parse("table", &config, bytes, size, &csv);
    need_words(status);
    if (status.code != BN_OK) return;
    if (csv.rows * csv.columns <= MOST_NUMBERS) {
        bool *texts = bn_memory_allocate((size_t)csv.columns + 1, sizeof *texts);
        status = bn_csv_read(&csv, "table", &config, texts, numbers, csv.columns, 1);
        need_words(status);
        if (status.code == BN_OK) walk_texts(&csv, &config);
        bn_memory_free(texts);
    }
    bn_csv_free(&csv);
}

// --- JSON ----------------------------------------------------------------------------------------

static void walk_json(const bn_json *json)
{
    bn_tensor shape;
    size_t length = 0;
    if (bn_json_kind_of(json) == BN_JSON_TEXT) need(bn_json_text(json, &length) != NULL);
    if (bn_json_kind_of(json) == BN_JSON_LIST) {
        if (bn_json_is_array(json, &shape) && bn_tensor_count(&shape) <= MOST_NUMBERS)
            bn_json_numbers(json, numbers);
        for (size_t i = 0; i < bn_json_count(json); i++) walk_json(bn_json_element(json, i));
    }
    if (bn_json_kind_of(json) != BN_JSON_OBJECT) return;
    bn_json_member member = {.at = NULL};
    size_t count = 0;
    for (; bn_json_next((bn_json *)(uintptr_t)json, &member); count++) walk_json(member.value);
    need(count == bn_json_count(json));
}

static void as_json(const uint8_t *data, size_t size)
{
    bn_json *json = NULL;
    const bn_status status = bn_json_parse("text", (const char *)data, size, &json);
    need_words(status);
    if (status.code == BN_OK) walk_json(json);
    bn_json_free(json);
}

// --- arrays --------------------------------------------------------------------------------------

static void convert(const bn_npy *npy)
{
    bn_tensor out = npy->tensor;
    out.data = numbers;
    if (bn_tensor_count(&out) > MOST_NUMBERS) return;
    need_words(bn_npy_convert(npy, "array", 0, &out));
    if (npy->complex) need_words(bn_npy_convert(npy, "array", 1, &out));
}

static void as_an_array(const uint8_t *data, size_t size)
{
    bn_npy npy = {.bytes = NULL};
    unsigned char *bytes = bn_memory_allocate(size + 1, 1);
    memcpy(bytes, data, size);
    const bn_status status = bn_npy_parse("array", bytes, size, &npy);
    need_words(status);
    if (status.code == BN_OK) convert(&npy);
    bn_npy_free(&npy);
}

static void as_arrays(void)
{
    bn_npz *npz = NULL;
    const bn_status opened = bn_npz_open(scratch(), &npz);
    need_words(opened);
    if (opened.code != BN_OK) return;
    for (int64_t i = 0; i < bn_npz_count(npz); i++) {
        bn_npy npy = {.bytes = NULL};
        need(bn_npz_name(npz, i) != NULL);
        const bn_status status = bn_npz_read(npz, i, &npy);
        need_words(status);
        if (status.code == BN_OK) convert(&npy);
        bn_npy_free(&npy);
    }
    bn_npz_close(npz);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    const unsigned choice = *data++ - '0';
    size--;
    if (choice == 0) as_json(data, size);
    if (choice == 1) as_an_array(data, size);
    if (choice == 2 && bn_file_replace(scratch(), BN_FILE_REGULAR_ONLY, data, size).code == BN_OK)
        as_arrays();
    if (choice >= 16 && choice < 32) as_a_table(data, size, choice - 16);
    unlink(scratch());
    return 0;
}
