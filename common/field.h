/* Fields: the members of a configuration struct, in one list beside it. Defaults, checks, reading from Lua,
   help, annotations and documentation are made from the list or tested against it.

   A list ends with {0}. An entry is a field, or a part: all fields of another list, whose struct lies at the
   part's offset. So a configuration made of configurations is described by their lists. */
#ifndef BN_FIELD_H
#define BN_FIELD_H

#include "common/status.h"
#include "common/word.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    BN_FIELD_INTEGER, // int64_t
    BN_FIELD_REAL,    // double
    BN_FIELD_FLAG,    // bool
    BN_FIELD_WORD,    // int, or an enumeration: one of the values in `words`
    BN_FIELD_TENSOR,  // const bn_tensor *: owned by the caller, NULL for none
    BN_FIELD_OTHER,   // read by the caller; not in the struct
} bn_field_kind;

typedef struct bn_field {
    const char *name;
    bn_field_kind kind;
    size_t offset;   // of the member in the struct
    double fallback; // the default; NaN means "not given" for a real number, and is not checked
    double least, most;
    bool above, below; // whether least, most themselves are not allowed
    const char *zero;  // what 0 means, where it has a meaning of its own: "no limit"
    const char *why;   // the reason for the range, for the message; may be NULL
    const char *like;  // the name of the field whose value is its default, for readers
    bool needed;       // it has no default and must be given, for readers
    bool callable;     // readers may be given a function, which is theirs to call; the member stays as it is
    const char *unit;
    const char *help; // one line
    const bn_word *words;
    const char *type;            // for annotations, of BN_FIELD_OTHER and of what is callable
    const struct bn_field *part; // then of all other members the offset alone counts
} bn_field;

/* Copies field `index` of the list, counted through its parts, with the offset from the beginning of the
   whole struct. False when there are no more. */
bool bn_field_at(const bn_field *fields, size_t index, bn_field *field);

/* Copies the field of a name, likewise; false when there is none. */
bool bn_field_named(const bn_field *fields, const char *name, bn_field *field);

/* Gives every member that the list names its default; leaves tensors and other kinds as they are. */
void bn_fields_default(const bn_field *fields, void *config);

/* BN_EINVAL with the first field that is out of its range: "dt is 0; it must be more than 0 and less than 2".
   Tensors are not checked. */
bn_status bn_fields_check(const bn_field *fields, const void *config);

#endif
