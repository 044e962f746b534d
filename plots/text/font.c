/* Fonts: FreeType faces from files, handed to cairo with a destructor, because cairo's glyph cache may
   outlive pl_fonts. Metrics come from the unscaled outline (font units over units per em), so they don't
   depend on size or resolution. Italics are made by the font matrix; their ink is that of the sheared
   outline. */
#include "plots/text/font.h"

#include "common/file.h"

#include <cairo-ft.h>
#include <errno.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_BBOX_H
#include FT_MODULE_H
#include FT_SYSTEM_H
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const bn_word pl_weight_words[] = {
    {PL_FACE_REGULAR, "regular", "upright"},
    {PL_FACE_BOLD, "bold", "heavy"},
    {PL_FACE_ITALIC, "italic", "slanted"},
    {0},
};

enum { REGULAR, BOLD, MONO, SERIF, FALLBACK, FILE_COUNT };

static const char *const file_names[FILE_COUNT] = {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf",
                                                   "DejaVuSansMono.ttf", "DejaVuSerif.ttf", "DejaVuSans.ttf"};

static const double slant = 0.1944,
                    pivot = 0.3645; // tan 11 degrees; height in ems that the shear leaves in place

static const struct {
    int file;
    bool slanted;
} faces[PL_FACE_COUNT] = {
    [PL_FACE_REGULAR] = {REGULAR, false},   [PL_FACE_BOLD] = {BOLD, false},
    [PL_FACE_ITALIC] = {REGULAR, true},     [PL_FACE_BOLD_ITALIC] = {BOLD, true},
    [PL_FACE_MONO] = {MONO, false},         [PL_FACE_SERIF_ITALIC] = {SERIF, true},
    [PL_FACE_FALLBACK] = {FALLBACK, false}, [PL_FACE_FALLBACK_ITALIC] = {FALLBACK, true},
};

struct pl_fonts {
    FT_Library library;
    FT_Face files[FILE_COUNT];
    cairo_font_face_t *cairo[FILE_COUNT]; // owns the FreeType face once it exists
    pl_font_heights heights;
};

static const cairo_user_data_key_t owned_face;

static void *allocate(FT_Memory memory, long size)
{
    (void)memory;
    return malloc((size_t)size);
}

static void *reallocate(FT_Memory memory, long old_size, long size, void *block)
{
    (void)memory;
    (void)old_size;
    return realloc(block, (size_t)size);
}

static void release(FT_Memory memory, void *block)
{
    (void)memory;
    free(block);
}

/* FreeType refers to its allocator for as long as a face lives. Its own FT_Init_FreeType allocates such a
   record, which can't be freed by the last of several owners. Never written to. */
static struct FT_MemoryRec_ heap = {.alloc = allocate, .free = release, .realloc = reallocate};

static void release_face(void *face)
{
    const FT_Library library = ((FT_Face)face)->glyph->library;
    FT_Done_Face(face);
    FT_Done_Library(library);
}

static bn_status check_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return bn_fault(
            BN_EIO, "can't read the font %s: %s (package fonts-dejavu-core; BALNET_FONTS names its folder)",
            path, strerror(errno));
    fclose(file);
    return bn_ok();
}

static bn_status open_file(pl_fonts *fonts, const char *path, int which)
{
    BN_TRY(check_file(path));

    FT_Face *face = &fonts->files[which];
    const FT_Error error = FT_New_Face(fonts->library, path, 0, face);
    if (error == FT_Err_Out_Of_Memory)
        return bn_fault(BN_ENOMEM, "not enough memory for the font %s", bn_file_shown(path));
    if (error != 0 || !FT_IS_SCALABLE(*face))
        return bn_fault(BN_EFORMAT, "%s is not an outline font", bn_file_shown(path));

    cairo_font_face_t *cairo =
        cairo_ft_font_face_create_for_ft_face(*face, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);
    FT_Reference_Library(fonts->library);
    if (cairo_font_face_set_user_data(cairo, &owned_face, *face, release_face) != CAIRO_STATUS_SUCCESS) {
        FT_Done_Library(fonts->library);
        cairo_font_face_destroy(cairo);
        return bn_fault(BN_ENOMEM, "not enough memory for the font %s", bn_file_shown(path));
    }
    fonts->cairo[which] = cairo;
    return bn_ok();
}

static double height_of(const pl_fonts *fonts, uint32_t code)
{
    return pl_font_box(fonts, pl_font_glyph(fonts, PL_FACE_REGULAR, code)).top;
}

static pl_font_heights measure_heights(const pl_fonts *fonts)
{
    const pl_glyph_box minus = pl_font_box(fonts, pl_font_glyph(fonts, PL_FACE_REGULAR, 0x2212));
    return (pl_font_heights){
        .cap = height_of(fonts, 'H'), .x = height_of(fonts, 'x'), .axis = (minus.bottom + minus.top) / 2.0};
}

enum { LONGEST_PATH = 4096 };

static bn_status file_in(const char *folder, const char *name, char path[LONGEST_PATH])
{
    if (snprintf(path, LONGEST_PATH, "%s/%s", folder, name) < LONGEST_PATH) return bn_ok();
    return bn_fault(BN_EINVAL, "the font folder's name has %zu bytes; 4000 are the most", strlen(folder));
}

/* The file of a font: a path, or a name whose file is called so without its spaces. */
static bn_status file_of(const char *folder, const char *font, char path[LONGEST_PATH])
{
    char name[128];
    size_t size = 0;
    const bool named = strchr(font, '/') == NULL;
    if (strlen(font) >= (named ? sizeof name - 4 : LONGEST_PATH - 5))
        return bn_fault(BN_EINVAL, "the font's name has %zu bytes, which are too many", strlen(font));
    if (!named) {
        strcpy(path, font);
        return bn_ok();
    }
    for (; *font != '\0'; font++)
        if (*font != ' ') name[size++] = *font;
    strcpy(name + size, ".ttf");
    return file_in(folder, name, path);
}

/* Turns the path of a font into that of its bold letters, if they are in a file of their own. */
static void embolden(char path[LONGEST_PATH])
{
    char bold[LONGEST_PATH + 5];
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    size_t stem = dot != NULL && (slash == NULL || dot > slash) ? (size_t)(dot - path) : strlen(path);
    const char *const extension = path + stem;
    if (stem >= 8 && memcmp(path + stem - 8, "-Regular", 8) == 0) stem -= 8;
    snprintf(bold, sizeof bold, "%.*s-Bold%s", (int)stem, path, extension);
    if (strlen(bold) < LONGEST_PATH && access(bold, R_OK) == 0) strcpy(path, bold);
}

static bn_status open_files(pl_fonts *fonts, const char *folder, const char *font)
{
    if (FT_New_Library(&heap, &fonts->library) != 0)
        return bn_fault(BN_ENOMEM, "not enough memory for FreeType");
    FT_Add_Default_Modules(fonts->library);
    char path[LONGEST_PATH];
    if (font != NULL) {
        BN_TRY(file_of(folder, font, path));
        BN_TRY(open_file(fonts, path, REGULAR));
        embolden(path);
        BN_TRY(open_file(fonts, path, BOLD));
    }
    for (int i = font == NULL ? REGULAR : MONO; i < (font == NULL ? FALLBACK : FILE_COUNT); i++) {
        BN_TRY(file_in(folder, file_names[i], path));
        BN_TRY(open_file(fonts, path, i));
    }
    fonts->heights = measure_heights(fonts);
    return bn_ok();
}

bn_status pl_fonts_open(const char *folder, const char *font, pl_fonts **fonts)
{
    if (folder == NULL) folder = getenv("BALNET_FONTS");
    if (folder == NULL) folder = PL_FONT_FOLDER;
    pl_fonts *opened = calloc(1, sizeof *opened);
    if (opened == NULL) return bn_fault(BN_ENOMEM, "not enough memory for fonts");
    const bn_status status = open_files(opened, folder, font);
    if (status.code != BN_OK) {
        pl_fonts_close(opened);
        return status;
    }
    *fonts = opened;
    return status;
}

void pl_fonts_close(pl_fonts *fonts)
{
    if (fonts == NULL) return;
    for (int i = 0; i < FILE_COUNT; i++) {
        if (fonts->cairo[i] != NULL)
            cairo_font_face_destroy(fonts->cairo[i]);
        else if (fonts->files[i] != NULL)
            FT_Done_Face(fonts->files[i]);
    }
    if (fonts->library != NULL) FT_Done_Library(fonts->library);
    free(fonts);
}

static FT_Face face_file(const pl_fonts *fonts, pl_face face)
{
    return fonts->files[faces[face].file];
}

pl_glyph pl_font_glyph(const pl_fonts *fonts, pl_face face, uint32_t code)
{
    unsigned index = FT_Get_Char_Index(face_file(fonts, face), code);
    if (index != 0) return (pl_glyph){face, index};
    const pl_face fallback = faces[face].slanted ? PL_FACE_ITALIC : PL_FACE_REGULAR;
    index = FT_Get_Char_Index(face_file(fonts, fallback), code);
    if (index != 0) return (pl_glyph){fallback, index};
    const pl_face last = faces[face].slanted ? PL_FACE_FALLBACK_ITALIC : PL_FACE_FALLBACK;
    index = fonts->files[FALLBACK] == NULL ? 0 : FT_Get_Char_Index(fonts->files[FALLBACK], code);
    if (index != 0) return (pl_glyph){last, index};
    return (pl_glyph){PL_FACE_REGULAR, FT_Get_Char_Index(fonts->files[REGULAR], 0xFFFD)};
}

static void shear(FT_Outline *outline, double em)
{
    const FT_Matrix matrix = {0x10000, (FT_Fixed)(slant * 0x10000), 0, 0x10000};
    FT_Outline_Transform(outline, &matrix);
    FT_Outline_Translate(outline, (FT_Pos)lround(-slant * pivot * em), 0);
}

/* The box of a glyph's outline, before or after it is slanted; all zero when the font is damaged there. */
static pl_glyph_box measure_outline(FT_Face file, unsigned index, bool slanted)
{
    // cairo leaves its own scale and shear in the face it shares with us.
    const FT_Int32 flags = FT_LOAD_NO_SCALE | FT_LOAD_NO_BITMAP | FT_LOAD_IGNORE_TRANSFORM;
    if (FT_Load_Glyph(file, index, flags) != 0) return (pl_glyph_box){0};
    const double em = file->units_per_EM;
    FT_Outline *outline = &file->glyph->outline;
    FT_BBox box = {0};
    if (outline->n_points > 0) {
        if (slanted) shear(outline, em);
        FT_Outline_Get_BBox(outline, &box);
    }
    return (pl_glyph_box){.advance = (double)file->glyph->metrics.horiAdvance / em,
                          .left = (double)box.xMin / em,
                          .right = (double)box.xMax / em,
                          .bottom = (double)box.yMin / em,
                          .top = (double)box.yMax / em};
}

pl_glyph_box pl_font_box(const pl_fonts *fonts, pl_glyph glyph)
{
    return measure_outline(face_file(fonts, glyph.face), glyph.index, faces[glyph.face].slanted);
}

/* Narrows a box to the outline's points above the baseline, which for TrueType
   outlines include the extremes. */
static void narrow_to_risen(pl_glyph_box *box, const FT_Outline *outline, double em)
{
    double left = INFINITY, right = -INFINITY;
    for (int i = 0; i < outline->n_points; i++) {
        if (outline->points[i].y < 0) continue;
        left = fmin(left, (double)outline->points[i].x / em);
        right = fmax(right, (double)outline->points[i].x / em);
    }
    if (left >= right) return;
    box->left = left;
    box->right = right;
}

pl_glyph_box pl_font_box_at(const pl_fonts *fonts, pl_glyph glyph, double height)
{
    const FT_Face file = face_file(fonts, glyph.face);
    pl_glyph_box box = measure_outline(file, glyph.index, false);
    narrow_to_risen(&box, &file->glyph->outline, file->units_per_EM);
    if (!faces[glyph.face].slanted) return box;
    box.left += slant * (height - pivot);
    box.right += slant * (height - pivot);
    return box;
}

double pl_font_kern(const pl_fonts *fonts, pl_glyph left, pl_glyph right)
{
    if (left.face != right.face) return 0.0;
    const FT_Face file = face_file(fonts, left.face);
    FT_Vector kern = {0};
    if (FT_Get_Kerning(file, left.index, right.index, FT_KERNING_UNSCALED, &kern) != 0) return 0.0;
    return (double)kern.x / file->units_per_EM;
}

pl_font_heights pl_font_heights_of(const pl_fonts *fonts)
{
    return fonts->heights;
}

const char *pl_font_family(const pl_fonts *fonts, pl_face face)
{
    const char *family = face_file(fonts, face)->family_name;
    return family != NULL ? family : "sans-serif";
}

bool pl_font_is_bold(pl_face face)
{
    return faces[face].file == BOLD;
}

bool pl_font_is_slanted(pl_face face)
{
    return faces[face].slanted;
}

double pl_font_shift(pl_face face)
{
    return faces[face].slanted ? -slant * pivot : 0.0;
}

void pl_font_select(const pl_fonts *fonts, cairo_t *pen, pl_face face, double size, double stretch)
{
    const double lean = faces[face].slanted ? slant * size : 0.0;
    cairo_matrix_t matrix;
    cairo_matrix_init(&matrix, size, 0.0, -lean * stretch, size * stretch, size * pl_font_shift(face), 0.0);
    cairo_set_font_face(pen, fonts->cairo[faces[face].file]);
    cairo_set_font_matrix(pen, &matrix);

    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(pen, options);
    cairo_font_options_destroy(options);
}
