/* Edit distance with adjacent swaps (Damerau 1964; optimal string alignment) over three rolling rows.
   Words longer than a row are not compared. */
#include "bindings/common/bnl_suggestion.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { LONGEST_WORD = 63 };

static int least(int a, int b, int c)
{
    const int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

static int edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int rows[3][LONGEST_WORD + 1];
    for (size_t j = 0; j <= b_length; j++) rows[0][j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        int *now = rows[i % 3];
        const int *before = rows[(i + 2) % 3];
        const int *earlier = rows[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            now[j] = least(before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], earlier[j - 2] + 1, INT_MAX);
        }
    }
    return rows[a_length % 3][b_length];
}

bnl_suggestion bnl_suggestion_for(const char *word)
{
    return (bnl_suggestion){.word = word, .distance = INT_MAX};
}

// Puts the candidate among the nearest, behind those that are as near.
static void keep_nearest(bnl_suggestion *suggestion, const char *candidate, int distance)
{
    const int held = suggestion->offered < BNL_SHOWN_WORDS ? suggestion->offered : BNL_SHOWN_WORDS;
    suggestion->offered++;
    int at = held;
    while (at > 0 && suggestion->nearest[at - 1].distance > distance) at--;
    if (at == BNL_SHOWN_WORDS) return;
    for (int i = held < BNL_SHOWN_WORDS ? held : BNL_SHOWN_WORDS - 1; i > at; i--)
        suggestion->nearest[i] = suggestion->nearest[i - 1];
    suggestion->nearest[at].word = candidate;
    suggestion->nearest[at].distance = distance;
}

void bnl_suggestion_offer(bnl_suggestion *suggestion, const char *candidate)
{
    const size_t a = strlen(suggestion->word);
    const size_t b = strlen(candidate);
    const bool comparable = a <= LONGEST_WORD && b <= LONGEST_WORD;
    const int distance = comparable ? edit_distance(suggestion->word, a, candidate, b) : INT_MAX;
    keep_nearest(suggestion, candidate, distance);
    const int longer = (int)(a > b ? a : b);
    int allowed = longer / 3;
    if (longer < 9) allowed = 2;
    if (longer < 5) allowed = 1;
    if (distance > allowed || distance >= suggestion->distance || distance >= longer) return;
    suggestion->best = candidate;
    suggestion->distance = distance;
}

void bnl_suggestion_push(lua_State *L, const bnl_suggestion *suggestion, const char *what)
{
    if (suggestion->best != NULL) {
        lua_pushfstring(L, "unknown %s '%s'; did you mean '%s'?", what, suggestion->word, suggestion->best);
        return;
    }
    const bool all = suggestion->offered <= BNL_SHOWN_WORDS;
    luaL_Buffer names;
    luaL_buffinit(L, &names);
    for (int i = 0; i < suggestion->offered && i < BNL_SHOWN_WORDS; i++) {
        if (i > 0) luaL_addstring(&names, ", ");
        luaL_addstring(&names, suggestion->nearest[i].word);
    }
    luaL_pushresult(&names);
    if (all)
        lua_pushfstring(L, "unknown %s '%s'; there %s %s", what, suggestion->word,
                        suggestion->offered == 1 ? "is" : "are", lua_tostring(L, -1));
    else
        lua_pushfstring(L, "unknown %s '%s'; there are %s and %d more, which the reference lists", what,
                        suggestion->word, lua_tostring(L, -1), suggestion->offered - BNL_SHOWN_WORDS);
    lua_remove(L, -2);
}
