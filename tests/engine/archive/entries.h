/* Entries of archives, for tests. */
#ifndef TESTS_ENTRIES_H
#define TESTS_ENTRIES_H

#include "engine/archive/archive.h"

static inline bn_archive_entry tensor_entry(const char *name, bn_tensor tensor)
{
    return (bn_archive_entry){.kind = BN_ARCHIVE_TENSOR, .path = name, .tensor = tensor};
}

#endif
