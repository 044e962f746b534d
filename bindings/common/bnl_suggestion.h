/* The nearest known word to a mistyped one, for error messages. */
#ifndef BNL_SUGGESTION_H
#define BNL_SUGGESTION_H

typedef struct {
    const char *word;
    const char *best; // NULL while nothing near enough was offered
    int distance;
} bnl_suggestion;

/* Starts a search for the word nearest to `word`. */
bnl_suggestion bnl_suggestion_for(const char *word);

/* Offers a candidate; it becomes `best` when its edit distance (insertions, deletions, substitutions and
   swaps of neighbours) is the smallest so far and small enough for the longer word: one up to four letters,
   two up to eight, then a third. */
void bnl_suggestion_offer(bnl_suggestion *suggestion, const char *candidate);

#endif
