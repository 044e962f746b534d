/* A figure's recipe: what it takes to draw it again, as pairs of key and value, carried inside its file. */
#ifndef PL_RECIPE_H
#define PL_RECIPE_H

#include "common/status.h"
#include "plots/base/bytes.h"

#include <stddef.h>

/* A key is 1 to 79 letters, digits and underscores, beginning with a letter; a value is UTF-8 text of any
   length. Both belong to the caller. */
typedef struct {
    const char *key, *value;
} pl_recipe_entry;

typedef struct {
    const pl_recipe_entry *entries;
    size_t count;
} pl_recipe;

/* BN_OK; BN_EINVAL, with the key, when a key is not as said above. */
bn_status pl_recipe_check(const pl_recipe *recipe);

/* The value of a key, NULL when there is none. */
const char *pl_recipe_value(const pl_recipe *recipe, const char *key);

/* A recipe read from a file (pl_recipe_read), with the memory that it owns. */
typedef struct {
    pl_recipe recipe;
    pl_bytes text;            // keys and values, each closed by a zero
    pl_recipe_entry *entries; // what recipe points to
    pl_recipe
        properties; // what else the file says of itself, by the names of its format: Title, CreationDate
    pl_bytes property_text;
    pl_recipe_entry *property_entries;
    pl_bytes picture; // what is drawn, without recipe and properties: the same bytes for the same drawing
} pl_recipe_copy;

/* Frees what the copy owns, and leaves it empty. */
void pl_recipe_release(pl_recipe_copy *copy);

/* Adds the recipe as a JSON object of strings, in one line; nothing when it is empty. */
void pl_recipe_add_json(pl_bytes *out, const pl_recipe *recipe);

/* For the readers of formats, which fill text and picture of a copy: adds a pair of which either may hold any
   bytes; zeros inside end it. */
void pl_recipe_collect(pl_bytes *text, const void *key, size_t key_size, const void *value,
                       size_t value_size);

/* Adds the pairs of a JSON object of strings as pl_recipe_add_json writes it; nothing when the text is
   anything else. */
void pl_recipe_collect_json(pl_bytes *text, const void *json, size_t size);

/* Makes recipe and properties of the texts that were collected. Errors: BN_ENOMEM, also when collecting lacked
   memory. */
bn_status pl_recipe_tabulate(pl_recipe_copy *copy);

#endif
