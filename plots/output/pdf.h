/* What cairo's PDF files need beside cairo: a document information dictionary with the figure's recipe. */
#ifndef PL_PDF_H
#define PL_PDF_H

#include "plots/base/bytes.h"
#include "plots/output/recipe.h"

/* Appends to a PDF file of cairo's an update (PDF reference 1.7, section 3.4.5) whose information dictionary
   holds the recipe, each entry under its own key; Keywords with those of at most 1000 bytes as "key: value; …"
   for programs that show or keep no others (in a value %3B is a semicolon, and so on); and CreationDate, if date
   (seconds since 1970) is not negative. Errors: BN_EFORMAT when the file's trailer is not as cairo writes it,
   BN_ENOMEM. */
bn_status pl_pdf_add_recipe(pl_bytes *file, const pl_recipe *recipe, long long date);

/* Whether a file begins as a PDF file does. */
bool pl_pdf_is(const pl_bytes *file);

/* Fills the text of a copy with the entries of a PDF file's last information dictionary beside those of the
   PDF reference, the properties with those, and the picture with what stands before that dictionary. Errors:
   BN_EFORMAT, with path, when there is no such dictionary in plain text or it is damaged. */
bn_status pl_pdf_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
