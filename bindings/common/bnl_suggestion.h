/* The nearest known word to a mistyped one, for error messages. */
#ifndef BNL_SUGGESTION_H
#define BNL_SUGGESTION_H

#include <lua.h>

enum { BNL_SHOWN_WORDS = 6 };

typedef struct {
    const char *word;
    const char *best; // NULL while nothing near enough was offered
    int distance;
    int offered; // how many candidates there were
    struct {
        const char *word;
        int distance;
    } nearest[BNL_SHOWN_WORDS]; // of all of them, near enough or not
} bnl_suggestion;

/* Starts a search for the word nearest to `word`. */
bnl_suggestion bnl_suggestion_for(const char *word);

/* Offers a candidate; it becomes `best` when its edit distance (insertions, deletions, substitutions and
   swaps of neighbours) is the smallest so far and small enough for the longer word: one up to four letters,
   two up to eight, then a third. */
void bnl_suggestion_offer(bnl_suggestion *suggestion, const char *candidate);

/* Pushes the sentence "unknown WHAT 'WORD'; did you mean 'BEST'?" or, where nothing is near enough, with
   all candidates, of many the nearest. */
void bnl_suggestion_push(lua_State *L, const bnl_suggestion *suggestion, const char *what);

#endif
