/* The published colour maps as data: names and entries. */
#ifndef PL_COLORMAP_TABLES_H
#define PL_COLORMAP_TABLES_H

#include <stddef.h>

typedef struct {
    const char *name;    // NULL ends the list
    const char *entries; // six hexadecimal digits each, from the low end to the high one
} pl_colormap_table;

extern const pl_colormap_table pl_colormap_tables[];

#endif
