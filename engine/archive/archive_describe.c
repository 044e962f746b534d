/* Describing: what a data set or an attribute of any program is, as an entry, or the sentence why it is none.
   Nothing of its data is read for that. */
#include "engine/archive/archive_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Puts down why and returns false.
__attribute__((format(printf, 2, 3))) static bool refuse(char *reason, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, BN_ARCHIVE_REASON_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

// --- where the numbers lie -----------------------------------------------------------------------

// HDF5 loads other filters from libraries on the disk, and a file must not choose the code that runs.
static bool has_built_in_filters(hid_t list, char *reason)
{
    enum { NAME_SIZE = 40 };
    const int filters = H5Pget_nfilters(list);
    for (int i = 0; i < filters; i++) {
        unsigned flags;
        size_t values = 0;
        char name[NAME_SIZE] = "";
        const H5Z_filter_t filter =
            H5Pget_filter2(list, (unsigned)i, &flags, &values, NULL, sizeof name, name, NULL);
        if (filter < 0 || filter > H5Z_FILTER_SCALEOFFSET)
            return refuse(reason,
                          "it is compressed by filter %d ('%.39s'), which HDF5 does not have built in",
                          (int)filter, name);
    }
    return filters >= 0 || refuse(reason, "its filters cannot be read");
}

static bool lies_here(hid_t set, int depth, char *reason);

// The part of a virtual data set that is mapped from elsewhere. A source that is not there has the fill value.
static bool has_source_here(hid_t set, hid_t list, size_t index, int depth, char *reason)
{
    char file[BN_ARCHIVE_NAME_SIZE] = "", name[BN_ARCHIVE_NAME_SIZE] = "";
    H5Pget_virtual_filename(list, index, file, sizeof file);
    H5Pget_virtual_dsetname(list, index, name, sizeof name);
    if (strcmp(file, ".") != 0)
        return refuse(reason, "it is a virtual data set, whose numbers lie in the file '%.80s'", file);
    if (strchr(name, '%') != NULL)
        return refuse(reason, "it is a virtual data set over a series of others, '%.80s'", name);
    const hid_t here = H5Iget_file_id(set);
    const hid_t source = bn_archive_open_inside(here, name);
    const bool fine = source < 0 || H5Iget_type(source) != H5I_DATASET || lies_here(source, depth, reason);
    if (source >= 0) H5Oclose(source);
    H5Fclose(here);
    return fine;
}

static bool has_sources_here(hid_t set, hid_t list, int depth, char *reason)
{
    enum { MOST_DEPTH = 4 };
    size_t count = 0;
    if (H5Pget_virtual_count(list, &count) < 0) return refuse(reason, "its layout cannot be read");
    if (depth == MOST_DEPTH) return refuse(reason, "it is a virtual data set of virtual data sets");
    for (size_t i = 0; i < count; i++)
        if (!has_source_here(set, list, i, depth + 1, reason)) return false;
    return true;
}

static bool has_known_layout(hid_t set, hid_t list, int depth, char *reason)
{
    if (H5Pget_external_count(list) > 0) return refuse(reason, "its numbers lie in another file");
    switch (H5Pget_layout(list)) {
    case H5D_COMPACT:
    case H5D_CONTIGUOUS:
    case H5D_CHUNKED:
        return true;
    case H5D_VIRTUAL:
        return has_sources_here(set, list, depth, reason);
    default:
        return refuse(reason, "its layout is unknown");
    }
}

static bool lies_here(hid_t set, int depth, char *reason)
{
    const hid_t list = H5Dget_create_plist(set);
    const bool here = has_known_layout(set, list, depth, reason) && has_built_in_filters(list, reason);
    H5Pclose(list);
    return here;
}

// --- shape ---------------------------------------------------------------------------------------

// The dimensions of the space and behind them those of elements that are arrays; -1 for too many.
static int extents_of(hid_t space, hid_t type, hsize_t extent[2 * H5S_MAX_RANK])
{
    const int dims = H5Sget_simple_extent_dims(space, extent, NULL);
    if (dims < 0 || H5Tget_class(type) != H5T_ARRAY) return dims;
    return dims + H5Tget_array_dims2(type, extent + dims);
}

static bool describe_extent(hid_t space, hid_t type, bn_tensor *tensor, char *reason)
{
    hsize_t extent[2 * H5S_MAX_RANK] = {0};
    if (H5Sget_simple_extent_type(space) == H5S_NULL) return refuse(reason, "it is declared to be empty");
    const int dims = extents_of(space, type, extent);
    if (dims < 0 || dims > BN_TENSOR_MAX_DIMS)
        return refuse(reason, "it has %d dimensions; a tensor has at most %d", dims, BN_TENSOR_MAX_DIMS);
    int64_t shape[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < dims; d++) shape[d] = extent[d] > INT64_MAX ? INT64_MAX : (int64_t)extent[d];
    const bn_status status = bn_tensor_describe(tensor->dtype, dims, shape, NULL, tensor);
    return status.code == BN_OK || refuse(reason, "it is no tensor: %.120s", status.message);
}

/* Deflation compresses to a thousandth at best; a larger claim is false, or of values that were never written.
   size: of a value, in bytes */
static bool fits_file(const bn_tensor *tensor, size_t size, size_t bytes, char *reason)
{
    const double claimed = (double)bn_tensor_count(tensor), most = 1100.0 * (double)bytes;
    if (claimed <= most && claimed * (double)size <= 8.0 * most) return true;
    char shape[100];
    return refuse(reason, "it claims %s values, which %zu bytes cannot hold",
                  bn_tensor_shape_text(tensor, shape, sizeof shape), bytes);
}

bool bn_archive_describe_values(hid_t type, hid_t space, size_t bytes, bn_archive_entry *entry, char *reason)
{
    hid_t element;
    const bool described = bn_archive_describe_type(type, entry, &element, reason) &&
                           describe_extent(space, type, &entry->tensor, reason) &&
                           fits_file(&entry->tensor, H5Tget_size(element), bytes, reason);
    H5Tclose(element);
    if (!described)
        *entry = (bn_archive_entry){.kind = BN_ARCHIVE_OTHER,
                                    .path = entry->path,
                                    .attribute = entry->attribute,
                                    .column = entry->column,
                                    .reason = reason};
    return described;
}

void bn_archive_describe(hid_t set, size_t bytes, bn_archive_entry *entry, char *reason)
{
    const hid_t type = H5Dget_type(set), space = H5Dget_space(set);
    if (!lies_here(set, 0, reason))
        *entry = (bn_archive_entry){.kind = BN_ARCHIVE_OTHER, .path = entry->path, .reason = reason};
    else
        bn_archive_describe_values(type, space, bytes, entry, reason);
    H5Sclose(space);
    H5Tclose(type);
}
