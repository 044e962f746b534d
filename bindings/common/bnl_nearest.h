/* The nearest known word to a mistyped one, for error messages. */
#ifndef BNL_NEAREST_H
#define BNL_NEAREST_H

typedef struct {
    const char *word;
    const char *best; // NULL while nothing near enough was offered
    int distance;
} bnl_nearest;

/* Starts a search for the word nearest to `word`. */
bnl_nearest bnl_nearest_to(const char *word);

/* Offers a candidate; it becomes `best` when its edit distance (insertions, deletions, substitutions and
   swaps of neighbours) is the smallest so far and small enough for the longer word: one up to four letters,
   two up to eight, then a third. */
void bnl_nearest_offer(bnl_nearest *nearest, const char *candidate);

#endif
