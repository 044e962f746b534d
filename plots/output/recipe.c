/* A figure's recipe: the readers of the formats collect keys and values one after another into one buffer;
   the table of entries is made when its place is final. */
#include "plots/output/recipe.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_KEY = 79 }; // PNG's limit

static bool is_key(const char *key)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const size_t size = strlen(key);
    const size_t good = strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return size >= 1 && size <= LONGEST_KEY && good == size && strchr(letters, key[0]) != NULL;
}

bn_status pl_recipe_check(const pl_recipe *recipe)
{
    for (size_t i = 0; i < recipe->count; i++) {
        if (!is_key(recipe->entries[i].key))
            return bn_fault(
                BN_EINVAL,
                "the recipe's key \"%.100s\" is not 1 to %d letters, digits and underscores after a letter",
                recipe->entries[i].key, LONGEST_KEY);
    }
    return bn_ok();
}

const char *pl_recipe_value(const pl_recipe *recipe, const char *key)
{
    for (size_t i = 0; i < recipe->count; i++) {
        if (strcmp(recipe->entries[i].key, key) == 0) return recipe->entries[i].value;
    }
    return NULL;
}

static void add_json_string(pl_bytes *out, const char *text)
{
    pl_bytes_add_text(out, "\"");
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            pl_bytes_print(out, "\\%c", byte);
        else if (byte == '\n')
            pl_bytes_add_text(out, "\\n");
        else if (byte < ' ')
            pl_bytes_print(out, "\\u%04x", byte);
        else
            pl_bytes_add(out, text, 1);
    }
    pl_bytes_add_text(out, "\"");
}

void pl_recipe_add_json(pl_bytes *out, const pl_recipe *recipe)
{
    for (size_t i = 0; i < recipe->count; i++) {
        pl_bytes_add_text(out, i == 0 ? "{" : ", ");
        add_json_string(out, recipe->entries[i].key);
        pl_bytes_add_text(out, ": ");
        add_json_string(out, recipe->entries[i].value);
    }
    if (recipe->count > 0) pl_bytes_add_text(out, "}");
}

static void add_string(pl_bytes *text, const void *bytes, size_t size)
{
    pl_bytes_add(text, bytes, strnlen(bytes, size));
    pl_bytes_add(text, "", 1);
}

void pl_recipe_collect(pl_bytes *text, const void *key, size_t key_size, const void *value, size_t value_size)
{
    add_string(text, key, key_size);
    add_string(text, value, value_size);
}

static size_t count_strings(const pl_bytes *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->size; i++) count += text->data[i] == '\0';
    return count;
}

void pl_recipe_collect_json(pl_bytes *text, const void *json, size_t size)
{
    json_t *object = json_loadb(json, size, JSON_REJECT_DUPLICATES, NULL);
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (json_is_string(value))
            pl_recipe_collect(text, key, strlen(key), json_string_value(value), json_string_length(value));
    }
    json_decref(object);
}

static bn_status tabulate(const pl_bytes *text, pl_recipe_entry **entries, pl_recipe *recipe)
{
    BN_TRY(pl_bytes_status(text));
    const size_t count = count_strings(text) / 2;
    pl_recipe_entry *table = calloc(count + 1, sizeof table[0]);
    if (table == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a recipe of %zu entries", count);
    const char *at = (const char *)text->data;
    for (size_t i = 0; i < count; i++) {
        table[i].key = at;
        table[i].value = at += strlen(at) + 1;
        at += strlen(at) + 1;
    }
    *entries = table;
    *recipe = (pl_recipe){table, count};
    return bn_ok();
}

bn_status pl_recipe_tabulate(pl_recipe_copy *copy)
{
    BN_TRY(pl_bytes_status(&copy->picture));
    BN_TRY(tabulate(&copy->text, &copy->entries, &copy->recipe));
    return tabulate(&copy->property_text, &copy->property_entries, &copy->properties);
}

void pl_recipe_release(pl_recipe_copy *copy)
{
    pl_bytes_release(&copy->text);
    pl_bytes_release(&copy->property_text);
    pl_bytes_release(&copy->picture);
    free(copy->entries);
    free(copy->property_entries);
    *copy = (pl_recipe_copy){0};
}
