/* The plan of an archive to be written: its entries, checked and sorted, and their size. */
#ifndef BN_ARCHIVE_PLAN_INTERNAL_H
#define BN_ARCHIVE_PLAN_INTERNAL_H

#include "engine/archive/archive.h"

typedef struct {
    const bn_archive_entry **sorted; // groups and tensors before their attributes and what is in them
    size_t count;
} bn_archive_plan;

/* The caller frees plan->sorted by bn_memory_free. Errors: those of bn_archive_write that lie in the list. */
bn_status bn_archive_plan_make(const bn_archive_entry *entries, size_t count, bn_archive_plan *plan);

/* Calls `visit` with every group on the way to the entry, the nearest to the root first. Errors: those of
   `visit`, which end the walk. */
bn_status bn_archive_for_groups_above(const bn_archive_entry *entry, void *context,
                                      bn_status (*visit)(void *context, const char *group));

/* Whether so many entries, or more, lie in the group itself, looking from `first` on, which is the group or the first
   that is in it. */
bool bn_archive_has_members(const bn_archive_plan *plan, size_t first, const char *group, size_t count);

/* Whether the numbers of the entry go into chunks, and the chunks' shape: as many whole rows, planes, ... as
   a quarter of a megabyte holds. */
bool bn_archive_is_chunked(const bn_archive_entry *entry);
void bn_archive_chunk_shape(const bn_archive_entry *entry, int64_t chunk[BN_TENSOR_MAX_DIMS]);

/* An upper bound of the file's size, the seal included. */
size_t bn_archive_room_for(const bn_archive_plan *plan);

#endif
