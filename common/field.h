/* Fields: what a configuration struct holds, one list for each struct, beside it. The default, the check, the
   reading from Lua, help, annotations and documentation are made from the list or tested against it.

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
    BN_FIELD_TENSOR,  // const bn_tensor *: the caller's, NULL where there is none
    BN_FIELD_OTHER,   // whatever the caller makes of it; not in the struct
} bn_field_kind;

typedef struct bn_field {
    const char *name;
    bn_field_kind kind;
    size_t offset;   // of the member in the struct
    double fallback; // the value by default; a real number of NaN is "not given", and then not checked
    double least, most;
    bool above, below; // least, most themselves are not allowed
    const char *zero;  // what 0 stands for, where it stands for something: "no limit"
    const char *why;   // why the range is what it is, where that needs saying
    const char *like;  // the name of the field whose value it has where it is not given, for readers
    bool needed;       // by readers: it has no default
    const char *unit;
    const char *help; // one line
    const bn_word *words;
    const char *type;            // of BN_FIELD_OTHER, for annotations
    const struct bn_field *part; // instead of all but the offset
} bn_field;

/* Copies field `index` of the list, counted through its parts, with the offset from the beginning of the
   whole struct. False when there are no more. */
bool bn_field_at(const bn_field *fields, size_t index, bn_field *field);

/* The field of a name, likewise; false when there is none. */
bool bn_field_named(const bn_field *fields, const char *name, bn_field *field);

/* Gives every member that the list names its default; leaves tensors and the rest as they are. */
void bn_fields_default(const bn_field *fields, void *config);

/* BN_EINVAL with the first field that is out of its range: "dt is 0; it must be more than 0 and less than 2".
   Tensors are not looked at. */
bn_status bn_fields_check(const bn_field *fields, const void *config);

#endif
