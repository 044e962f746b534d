/* Several arrays in one file, as NumPy keeps them: the format .npz, a ZIP file of .npy files. */
#ifndef BN_NPZ_H
#define BN_NPZ_H

#include "common/status.h"
#include "engine/data/npy.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bn_npz bn_npz;

/* Opens the file at `path`; *npz is to be closed by the caller. Errors: BN_EIO, BN_ENOMEM, BN_EFORMAT with the
   path for what is no ZIP file. */
bn_status bn_npz_open(const char *path, bn_npz **npz);

/* NULL is allowed. */
void bn_npz_close(bn_npz *npz);

/* The number of its members, and the name of one, from 0, without ".npy"; "" where it has none. The name lives
   until the next call. */
int64_t bn_npz_count(const bn_npz *npz);
const char *bn_npz_name(bn_npz *npz, int64_t index);

/* Reads a member; *npy is to be freed by bn_npy_free. Errors: those of bn_npy_parse; BN_EFORMAT for a member that
   is damaged, encrypted or compressed by an unknown method. */
bn_status bn_npz_read(bn_npz *npz, int64_t index, bn_npy *npy);

typedef struct {
    const char *name;        // without ".npy"
    const bn_tensor *tensor; // contiguous
} bn_npz_member;

/* Writes the members by ascending names, stored or deflated; the same members give the same bytes. Errors:
   BN_EINVAL for no members at all, a name that is empty or longer than 1000 bytes, BN_EIO from bn_file_replace,
   BN_ENOMEM. */
bn_status bn_npz_write(const char *path, const bn_npz_member *members, size_t count, bool compressed);

#endif
