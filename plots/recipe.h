/* A figure's recipe: what it takes to draw it again, as pairs of key and value, carried inside its file. */
#ifndef PL_RECIPE_H
#define PL_RECIPE_H

#include <stddef.h>

/* A key is 1 to 79 letters, digits and underscores; a value is UTF-8 text of any length. Both belong to the
 * caller. */
typedef struct {
    const char *key, *value;
} pl_recipe_entry;

typedef struct {
    const pl_recipe_entry *entries;
    size_t count;
} pl_recipe;

#endif
