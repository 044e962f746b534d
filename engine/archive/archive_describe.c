/* Describing: what a data set of any program is, as an entry, or the sentence why it is none. Nothing of its
   data is read for that. */
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

static bool has_known_layout(hid_t list, char *reason)
{
    if (H5Pget_external_count(list) > 0) return refuse(reason, "its numbers lie in another file");
    switch (H5Pget_layout(list)) {
    case H5D_COMPACT:
    case H5D_CONTIGUOUS:
    case H5D_CHUNKED:
        return true;
    case H5D_VIRTUAL:
        return refuse(reason, "it is a virtual data set, whose numbers lie in others");
    default:
        return refuse(reason, "its layout is unknown");
    }
}

static bool lies_here(hid_t set, char *reason)
{
    const hid_t list = H5Dget_create_plist(set);
    const bool here = has_known_layout(list, reason) && has_built_in_filters(list, reason);
    H5Pclose(list);
    return here;
}

const char *bn_archive_class_text(hid_t type)
{
    switch (H5Tget_class(type)) {
    case H5T_INTEGER:
        return "integers";
    case H5T_FLOAT:
        return "floats";
    case H5T_STRING:
        return "texts";
    case H5T_ENUM:
        return "words of an enumeration";
    case H5T_COMPOUND:
        return "records of several values";
    case H5T_REFERENCE:
        return "references";
    case H5T_VLEN:
        return "lists of different lengths";
    case H5T_ARRAY:
        return "arrays as elements";
    case H5T_OPAQUE:
    case H5T_BITFIELD:
        return "bytes without a meaning";
    default:
        return "values of an unknown kind";
    }
}

// The names of the parts in h5py and Julia, in netCDF and C++, and in MATLAB and Octave.
static const char *const part_names[][2] = {
    {"r", "i"}, {"re", "im"}, {"real", "imag"}, {"Real", "Imaginary"}};

static bool is_part(const char *name, bool imag)
{
    for (size_t n = 0; n < sizeof part_names / sizeof *part_names; n++)
        if (strcmp(name, part_names[n][imag]) == 0) return true;
    return false;
}

bool bn_archive_part(hid_t type, bool imag, char **name, size_t *size)
{
    *name = NULL;
    if (H5Tget_class(type) != H5T_COMPOUND || H5Tget_nmembers(type) != 2) return false;
    const hid_t member = H5Tget_member_type(type, imag);
    *name = H5Tget_member_name(type, imag);
    *size = H5Tget_size(member);
    const bool part = H5Tget_class(member) == H5T_FLOAT && *size <= sizeof(double) && *name != NULL;
    H5Tclose(member);
    if (part && is_part(*name, imag)) return true;
    H5free_memory(*name);
    *name = NULL;
    return false;
}

// The bytes of a part where the type is complex, else 0.
static size_t size_of_parts(hid_t type)
{
    char *real, *imag;
    size_t size = 0, other = 0;
    const bool complex =
        bn_archive_part(type, false, &real, &size) && bn_archive_part(type, true, &imag, &other);
    H5free_memory(real);
    if (!complex) return 0;
    H5free_memory(imag);
    return size == other ? size : 0;
}

static bool describe_type(hid_t type, bn_archive_entry *entry, char *reason)
{
    const size_t part = size_of_parts(type), size = part > 0 ? part : H5Tget_size(type);
    const H5T_class_t class = part > 0 ? H5T_FLOAT : H5Tget_class(type);
    entry->complex = part > 0;
    entry->integers = class == H5T_INTEGER || class == H5T_ENUM; // an enumeration is read as its numbers
    entry->tensor.dtype = class == H5T_FLOAT && size == sizeof(float) ? BN_F32 : BN_F64;
    if (!entry->integers && class != H5T_FLOAT)
        return refuse(reason, "it holds %s; a tensor holds numbers", bn_archive_class_text(type));
    if (size > sizeof(double))
        return refuse(reason, "it holds %s of %zu bytes; at most 8 can be read", bn_archive_class_text(type),
                      size);
    return true;
}

static bool describe_extent(hid_t space, bn_tensor *tensor, char *reason)
{
    hsize_t extent[H5S_MAX_RANK] = {0};
    if (H5Sget_simple_extent_type(space) == H5S_NULL) return refuse(reason, "it is declared to be empty");
    const int dims = H5Sget_simple_extent_dims(space, extent, NULL);
    if (dims < 0 || dims > BN_TENSOR_MAX_DIMS)
        return refuse(reason, "it has %d dimensions; a tensor has at most %d", dims, BN_TENSOR_MAX_DIMS);
    int64_t shape[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < dims; d++) shape[d] = extent[d] > INT64_MAX ? INT64_MAX : (int64_t)extent[d];
    const bn_status status = bn_tensor_describe(tensor->dtype, dims, shape, NULL, tensor);
    return status.code == BN_OK || refuse(reason, "it is no tensor: %.120s", status.message);
}

// Deflation compresses to a thousandth at best; a larger claim is false, or of numbers that were never written.
static bool fits_file(const bn_tensor *tensor, size_t bytes, char *reason)
{
    if (bn_tensor_count(tensor) <= 1100 * (int64_t)bytes) return true;
    char shape[100];
    return refuse(reason, "it claims %s numbers, which %zu bytes cannot hold",
                  bn_tensor_shape_text(tensor, shape, sizeof shape), bytes);
}

static bool describe_shape(hid_t set, size_t bytes, bn_tensor *tensor, char *reason)
{
    const hid_t space = H5Dget_space(set);
    const bool described = describe_extent(space, tensor, reason) && fits_file(tensor, bytes, reason);
    H5Sclose(space);
    return described;
}

void bn_archive_describe(hid_t set, size_t bytes, bn_archive_entry *entry, char *reason)
{
    const hid_t type = H5Dget_type(set);
    entry->kind = BN_ARCHIVE_TENSOR;
    if (!lies_here(set, reason) || !describe_type(type, entry, reason) ||
        !describe_shape(set, bytes, &entry->tensor, reason))
        *entry = (bn_archive_entry){.kind = BN_ARCHIVE_OTHER, .path = entry->path, .reason = reason};
    H5Tclose(type);
}
