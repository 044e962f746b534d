/* The tables of formats that are written and that are read. A file to be written is known by its
   extension, a file to be read by its first
   bytes. The whole file is put together in memory, for cairo itself reports no failed write of a PDF. */
#include "plots/output/format.h"

#include "common/file.h"
#include "common/memory.h"
#include "plots/output/encoder.h"
#include "plots/output/eps.h"
#include "plots/output/gif_read.h"
#include "plots/output/mp4_read.h"
#include "plots/output/pdf.h"
#include "plots/output/png.h"
#include "plots/output/svg.h"
#include "plots/output/webm_read.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct {
    const char *extension;
    bool has_pages; // several in one file
    bn_status (*encode)(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file);
} format;

static const format formats[] = {
    {".pdf", true, pl_encode_pdf},
    {".svg", false, pl_encode_svg},
    {".eps", false, pl_encode_eps},
    {".png", false, pl_encode_png},
};
enum { FORMATS = sizeof formats / sizeof *formats };

typedef struct {
    bool (*is)(const pl_bytes *file);
    bn_status (*separate)(const char *path, const pl_bytes *file, pl_recipe_copy *copy);
} reader;

static const reader readers[] = {
    {pl_pdf_is, pl_pdf_separate},   {pl_svg_is, pl_svg_separate}, {pl_eps_is, pl_eps_separate},
    {pl_png_is, pl_png_separate},   {pl_gif_is, pl_gif_separate}, {pl_mp4_is, pl_mp4_separate},
    {pl_webm_is, pl_webm_separate},
};
enum { READERS = sizeof readers / sizeof *readers };

static const format *format_to_write(const char *path)
{
    const char *extension = strrchr(path, '.');
    for (size_t i = 0; extension != NULL && i < FORMATS; i++)
        if (strcasecmp(extension, formats[i].extension) == 0) return &formats[i];
    return NULL;
}

static const reader *reader_of(const pl_bytes *file)
{
    for (size_t i = 0; i < READERS; i++)
        if (readers[i].is(file)) return &readers[i];
    return NULL;
}

static bn_status save(const format *as, const pl_page *pages, size_t count, const char *path,
                      const pl_page_output *output)
{
    for (size_t i = 0; i < count; i++) BN_TRY(pl_page_check(&pages[i], output));
    pl_bytes file = {0};
    bn_status status = as->encode(pages, count, output, &file);
    if (status.code == BN_OK) status = pl_bytes_save(&file, path);
    pl_bytes_release(&file);
    return status;
}

// ".pdf, .svg, …"
static bn_status refuse_extension(const char *path)
{
    char extensions[80] = "";
    size_t length = 0;
    for (size_t i = 0; i < FORMATS && length < sizeof extensions; i++)
        length += (size_t)snprintf(extensions + length, sizeof extensions - length, "%s%s", i > 0 ? ", " : "",
                                   formats[i].extension);
    return bn_fault(BN_EINVAL, "%s ends in none of %s", bn_file_shown(path), extensions);
}

bn_status pl_page_save(const pl_page *page, const char *path, const pl_page_output *output)
{
    const format *as = format_to_write(path);
    if (as == NULL) return refuse_extension(path);
    return save(as, page, 1, path, output);
}

bn_status pl_pages_save(const pl_page *pages, size_t count, const char *path, const pl_page_output *output)
{
    const format *as = format_to_write(path);
    if (as == NULL || !as->has_pages)
        return bn_fault(BN_EINVAL, "%s does not end in .pdf; only PDF has several pages",
                        bn_file_shown(path));
    if (count == 0) return bn_fault(BN_EINVAL, "there are no pages; at least one was needed");
    return save(as, pages, count, path, output);
}

bn_status pl_recipe_read(const char *path, pl_recipe_copy *copy)
{
    *copy = (pl_recipe_copy){0};
    pl_bytes file = {0};
    BN_TRY(bn_file_read(path, &file.data, &file.size));
    const reader *as = reader_of(&file);
    const bn_status status =
        as != NULL
            ? as->separate(path, &file, copy)
            : bn_fault(BN_EFORMAT, "%s is no PNG, PDF, SVG, EPS, GIF, MP4 or WebM file", bn_file_shown(path));
    bn_memory_free(file.data);
    return status.code == BN_OK ? pl_recipe_tabulate(copy) : status;
}
