/* Fonts: the faces of a figure, read from files in one folder, and their metrics without hinting.

   A pl_fonts owns the FreeType library, its faces and their cairo faces; there is no global. Letters are
   chosen by path, never by fontconfig, so a figure has the same pixels on every machine. The italic faces are
   the upright ones sheared by PL_FONT_SLANT (fonts-dejavu-core ships no oblique; the DejaVu obliques are
   shears by 11 degrees too). A pl_fonts may be used for any number of figures, by one thread at a time. */
#ifndef PL_FONT_H
#define PL_FONT_H

#include "common/status.h"
#include "common/word.h"

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PL_FACE_REGULAR,
    PL_FACE_BOLD,
    PL_FACE_ITALIC,
    PL_FACE_BOLD_ITALIC,
    PL_FACE_MONO,
    PL_FACE_SERIF_ITALIC,
    PL_FACE_FALLBACK, // DejaVu Sans for glyphs that another font lacks
    PL_FACE_FALLBACK_ITALIC,
    PL_FACE_COUNT,
} pl_face;

extern const bn_word pl_weight_words[]; // of the faces that a text may ask for

#define PL_FONT_SLANT  0.2
#define PL_FONT_FOLDER "/usr/share/fonts/truetype/dejavu"

typedef struct pl_fonts pl_fonts;

/* A glyph's box in ems: advance to the next glyph, and the ink, y upward from the baseline. Ink of a space is
   empty (all zero). The ink of a slanted face is the slanted ink. */
typedef struct {
    double advance;
    double left, right, bottom, top;
} pl_glyph_box;

/* A glyph and the face that has it. */
typedef struct {
    pl_face face;
    unsigned index;
} pl_glyph;

/* Opens the faces in `folder`; NULL means the environment variable BALNET_FONTS, and where that is not set
   PL_FONT_FOLDER. `font` is that of texts: NULL for DejaVu Sans; a name, as "DejaVu Serif", for the file
   DejaVuSerif.ttf in the folder; or with a slash the path of a TrueType or OpenType file. Its bold letters
   are those of NAME-Bold or, for NAME-Regular, of NAME-Bold beside it, where there is such a file, else its
   own; what it lacks comes from DejaVu Sans. *fonts is owned by the caller. Errors: BN_EIO or BN_EFORMAT
   naming the file and the package that has it; BN_ENOMEM. */
bn_status pl_fonts_open(const char *folder, const char *font, pl_fonts **fonts);

/* Releases the fonts; NULL is allowed. Surfaces drawn with them stay valid. */
void pl_fonts_close(pl_fonts *fonts);

/* The glyph of a code point: of `face`, else of the regular face or its slanted form, else of DejaVu Sans,
   else the regular face's replacement character. */
pl_glyph pl_font_glyph(const pl_fonts *fonts, pl_face face, uint32_t code);

/* The box of a glyph in ems. */
pl_glyph_box pl_font_box(const pl_fonts *fonts, pl_glyph glyph);

/* The part of a glyph's box above the baseline, shifted sideways by the face's slant at a height in ems: an
   accent at that height is centred between left and right. A glyph entirely below the baseline gives its
   whole box. */
pl_glyph_box pl_font_box_at(const pl_fonts *fonts, pl_glyph glyph, double height);

/* The space to add between two glyphs of one face, in ems (mostly negative); 0 across faces. */
double pl_font_kern(const pl_fonts *fonts, pl_glyph left, pl_glyph right);

/* Heights of the regular face in ems: of H, of x, and of the middle of a minus sign (the axis). */
typedef struct {
    double cap, x, axis;
} pl_font_heights;

pl_font_heights pl_font_heights_of(const pl_fonts *fonts);

/* The name of a face's family, as "DejaVu Sans", owned by the fonts, and how the face differs from its family's upright
   one. */
const char *pl_font_family(const pl_fonts *fonts, pl_face face);
bool pl_font_is_bold(pl_face face);
bool pl_font_is_slanted(pl_face face);

/* How far to the right of their origins a face has its letters drawn, in ems: a shear leaves the middle of letters
   where it was, so those of a slanted face begin to the left. */
double pl_font_shift(pl_face face);

/* Makes pen draw with a face at a size in user units, stretched vertically by `stretch` (1 = as designed),
   without hinting, antialiased in grey. */
void pl_font_select(const pl_fonts *fonts, cairo_t *pen, pl_face face, double size, double stretch);

#endif
