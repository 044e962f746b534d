/* A page with a recipe, saved into a folder of the test. Include after cmocka.h. */
#ifndef TESTS_SAMPLE_PAGE_H
#define TESTS_SAMPLE_PAGE_H

#include "plots/output/format.h"
#include "plots/output/recipe.h"
#include "plots/text/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/plots/content.h"

typedef struct {
    char folder[64];
    pl_fonts *fonts;
} world;

static inline int begin(void **state)
{
    world *here = calloc(1, sizeof *here);
    *state = here;
    strcpy(here->folder, "/tmp/balnet-page-XXXXXX");
    unsetenv("SOURCE_DATE_EPOCH");
    return mkdtemp(here->folder) != NULL && pl_fonts_open(NULL, NULL, &here->fonts).code == BN_OK ? 0 : -1;
}

static inline int end(void **state)
{
    world *here = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", here->folder);
    const int status = system(command);
    pl_fonts_close(here->fonts);
    free(here);
    return status;
}

static inline const char *path_of(const world *here, const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", here->folder, name);
    return path;
}

/* A grey page with text, mathematics, and a transparent square. */
static inline bn_status draw(const void *drawn, cairo_t *pen)
{
    const world *here = drawn;
    const pl_text_style style = pl_text_style_default();
    cairo_set_source_rgb(pen, 0.9, 0.9, 0.9);
    cairo_paint(pen);
    cairo_set_source_rgba(pen, 1, 0, 0, 0.5);
    cairo_rectangle(pen, 70, 5, 20, 20);
    cairo_fill(pen);
    cairo_set_source_rgb(pen, 0, 0, 0);
    BN_TRY(pl_text_show(here->fonts, "Test error", &style, pen, 10, 20, (pl_text_anchor){0}));
    return pl_text_show(here->fonts, "$\\bar J_{ij}$ and $\\mathbf{W}\\alpha$", &style, pen, 10, 40,
                        (pl_text_anchor){0});
}

static inline pl_page page_of(const world *here)
{
    return (pl_page){.width = 100, .height = 50, .draw = draw, .drawn = here};
}

static const pl_recipe_entry entries[] = {
    {"balnet_version", "0.1.0"},
    {"script", "two_stimuli.lua"},
    {"command_line", "balnet scripts/two_stimuli.lua --out (a) \\b"},
    {"seed", "3"},
    {"empty", ""},
    {"script_text", "local x = 1\n\n-- <\xC3\xBC> & \"\xF0\x9D\x94\xB8\" ]]>\n\treturn x\n"},
};

static inline pl_page_output with_recipe(void)
{
    pl_page_output output = pl_page_output_default();
    output.recipe = (pl_recipe){entries, sizeof entries / sizeof entries[0]};
    return output;
}

static inline void save(const world *here, const char *name)
{
    const pl_page page = page_of(here);
    const pl_page_output output = with_recipe();
    const bn_status status = pl_page_save(&page, path_of(here, name), &output);
    assert_string_equal(status.message, "");
}

static inline pl_bytes content(const world *here, const char *name)
{
    pl_bytes bytes = content_of(path_of(here, name));
    pl_bytes_add(&bytes, "", 1);
    return bytes;
}

static inline bool contains(const world *here, const char *name, const char *text)
{
    pl_bytes bytes = content(here, name);
    const bool found = pl_bytes_find(&bytes, 0, text) < bytes.size;
    pl_bytes_release(&bytes);
    return found;
}

static inline void output_of(const world *here, const char *program, const char *name, char text[4000])
{
    output_about(program, path_of(here, name), text);
}

#endif
