/* Words: lists are short, so they are searched from the beginning. */
#include "common/word.h"

#include <stddef.h>
#include <string.h>

const bn_word *bn_word_named(const bn_word *words, const char *word)
{
    for (; word != NULL && words->word != NULL; words++)
        if (strcmp(words->word, word) == 0) return words;
    return NULL;
}

const char *bn_word_of(const bn_word *words, int value)
{
    for (; words->word != NULL; words++)
        if (words->value == value) return words->word;
    return NULL;
}
