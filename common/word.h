/* Words: the names that people write for the values of an enumeration, in one list beside each enumeration.
   Lua, help, annotations and documentation read that list, so a value has one word. */
#ifndef BN_WORD_H
#define BN_WORD_H

typedef struct {
    int value;        // of the enumeration
    const char *word; // NULL ends a list
    const char *help; // one line: what it is
} bn_word;

/* The entry of a word; NULL when the list has no such word, or `word` is NULL. */
const bn_word *bn_word_named(const bn_word *words, const char *word);

/* The word of a value, the first in the list where it has several; NULL when the value has none. */
const char *bn_word_of(const bn_word *words, int value);

#endif
