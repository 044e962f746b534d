/* A document: sheets of one size, each with a column of drawings on it, in one PDF file. */
#ifndef PL_DOCUMENT_H
#define PL_DOCUMENT_H

#include "plots/output/page.h"

typedef struct {
    double width, height; // of a sheet, points
    double margin;        // at its top, and the least at every other side
    double gap;           // between a drawing and the one below it
} pl_document_def;

/* A4, 16 mm of margin, gaps of 5 mm. */
pl_document_def pl_document_def_default(void);

typedef struct {
    const pl_page *drawings; // from top to bottom, each in the middle between left and right
    size_t count;
} pl_sheet;

/* Writes the sheets to a PDF file. Errors: as pl_pages_save, and BN_EINVAL when the drawings of a sheet need
   more room than it has, saying which sheet, how much, and how much there is; BN_ENOMEM. */
bn_status pl_document_save(const pl_document_def *def, const pl_sheet *sheets, size_t count, const char *path,
                           const pl_page_output *output);

#endif
