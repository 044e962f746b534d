/* Attributes: one value each, in the types that other languages read as their own: variable-length UTF-8
   strings, 64-bit integers and floats, and for a boolean an integer of 8 bits, 0 or 1. R, netCDF and PyTables
   don't read h5py's way to keep a boolean, an enumeration of FALSE and TRUE, which former versions wrote. */
#include "engine/archive/archive_internal.h"

#include "common/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static hid_t new_flag_type(void)
{
    const hid_t type = H5Tenum_create(H5T_STD_I8LE);
    H5Tenum_insert(type, "FALSE", &(int8_t){0});
    H5Tenum_insert(type, "TRUE", &(int8_t){1});
    return type;
}

static hid_t new_text_type(void)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

// --- writing -------------------------------------------------------------------------------------

// Closes the space.
static bn_status create_in(hid_t space, hid_t owner, const char *name, hid_t kept, hid_t held,
                           const void *value)
{
    const hid_t list = H5Pcreate(H5P_ATTRIBUTE_CREATE);
    H5Pset_char_encoding(list, H5T_CSET_UTF8);
    const hid_t attribute = H5Acreate2(owner, name, kept, space, list, H5P_DEFAULT);
    bn_status status = bn_ok();
    if (attribute < 0 || H5Awrite(attribute, held, value) < 0)
        status = bn_archive_fault(BN_ENOMEM, "build", name);
    H5Aclose(attribute);
    H5Pclose(list);
    H5Sclose(space);
    return status;
}

static bn_status create(hid_t owner, const char *name, hid_t kept, hid_t held, const void *value)
{
    return create_in(H5Screate(H5S_SCALAR), owner, name, kept, held, value);
}

static bn_status create_of_type(hid_t owner, const char *name, hid_t type, const void *value)
{
    const bn_status status = create(owner, name, type, type, value);
    H5Tclose(type);
    return status;
}

bn_status bn_archive_attribute_write(hid_t owner, const bn_archive_entry *entry)
{
    const char *name = entry->attribute;
    const int8_t flag = entry->flag;
    switch (entry->kind) {
    case BN_ARCHIVE_TEXT:
        return create_of_type(owner, name, new_text_type(), &entry->text);
    case BN_ARCHIVE_FLAG:
        return create(owner, name, H5T_STD_I8LE, H5T_NATIVE_INT8, &flag);
    case BN_ARCHIVE_INTEGER:
        return create(owner, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &entry->integer);
    default:
        return create(owner, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &entry->real);
    }
}

bn_status bn_archive_labels_write(hid_t dataset, const bn_archive_entry *entry)
{
    const hid_t type = H5Tcopy(H5T_C_S1); // of the character set that H5DSset_label writes and readers expect
    H5Tset_size(type, H5T_VARIABLE);
    const hsize_t labels = (hsize_t)entry->tensor.dims;
    const hid_t space = H5Screate_simple(1, &labels, NULL);
    const bn_status status = create_in(space, dataset, "DIMENSION_LABELS", type, type, entry->labels);
    H5Tclose(type);
    return status;
}

// --- reading: false where the attribute has no such value ----------------------------------------

static bool read_flag(hid_t attribute, hid_t type, bn_archive_entry *entry)
{
    int8_t value = 0;
    const hid_t flag = new_flag_type();
    const bool read = H5Tget_nmembers(type) == 2 && H5Aread(attribute, flag, &value) >= 0;
    H5Tclose(flag);
    entry->kind = BN_ARCHIVE_FLAG;
    entry->flag = value != 0;
    return read;
}

static bool read_integer(hid_t attribute, hid_t type, bn_archive_entry *entry)
{
    entry->kind = BN_ARCHIVE_INTEGER;
    if (H5Tget_sign(type) != H5T_SGN_NONE) return H5Aread(attribute, H5T_NATIVE_INT64, &entry->integer) >= 0;
    uint64_t value = 0;
    const bool read = H5Aread(attribute, H5T_NATIVE_UINT64, &value) >= 0;
    entry->integer = (int64_t)value;
    return read && value <= INT64_MAX;
}

// As bits of 64 they lie in memory as an integer does.
static bool read_bits(hid_t attribute, hid_t type, bn_archive_entry *entry)
{
    entry->kind = BN_ARCHIVE_INTEGER;
    return H5Tget_size(type) <= sizeof(int64_t) && H5Aread(attribute, H5T_NATIVE_B64, &entry->integer) >= 0;
}

static bool read_real(hid_t attribute, hid_t type, bn_archive_entry *entry)
{
    long double wide = 0;
    entry->kind = BN_ARCHIVE_REAL;
    if (H5Tget_size(type) <= sizeof(double)) return H5Aread(attribute, H5T_NATIVE_DOUBLE, &entry->real) >= 0;
    const bool read = H5Aread(attribute, H5T_NATIVE_LDOUBLE, &wide) >= 0;
    entry->real = (double)wide;
    return read && (isinf(wide) || !isinf(entry->real));
}

static char *duplicate(const char *text, size_t length)
{
    char *copy = bn_memory_allocate_plain(length + 1, 1);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

static bool read_variable_text(hid_t attribute, hid_t type, char **text)
{
    char *read = NULL;
    if (H5Aread(attribute, type, &read) < 0) return false;
    *text = duplicate(read != NULL ? read : "", read != NULL ? strlen(read) : 0);
    H5free_memory(read);
    return true;
}

static bool read_fixed_text(hid_t attribute, hid_t type, char **text)
{
    const size_t size = H5Tget_size(type);
    *text = bn_memory_allocate_plain(size + 1, 1);
    if (*text == NULL) return true;
    const bool read = H5Aread(attribute, type, *text) >= 0;
    size_t length = strnlen(*text, size);
    while (H5Tget_strpad(type) == H5T_STR_SPACEPAD && length > 0 && (*text)[length - 1] == ' ') length--;
    (*text)[length] = '\0';
    return read;
}

static bool read_text(hid_t attribute, hid_t type, bn_archive_entry *entry, char **text)
{
    entry->kind = BN_ARCHIVE_TEXT;
    return H5Tis_variable_str(type) > 0 ? read_variable_text(attribute, type, text)
                                        : read_fixed_text(attribute, type, text);
}

// In a file of ours an integer of 8 bits is a boolean, unless another program has made it something else.
static bool read_flag_or_integer(hid_t attribute, hid_t type, bool ours, bn_archive_entry *entry)
{
    if (!read_integer(attribute, type, entry)) return false;
    if (!ours || H5Tget_size(type) != 1 || (entry->integer != 0 && entry->integer != 1)) return true;
    entry->kind = BN_ARCHIVE_FLAG;
    entry->flag = entry->integer != 0;
    entry->integer = 0;
    return true;
}

static bool read_value(hid_t attribute, hid_t type, bool ours, bn_archive_entry *entry, char **text)
{
    switch (H5Tget_class(type)) {
    case H5T_STRING:
        return read_text(attribute, type, entry, text);
    case H5T_ENUM:
        return read_flag(attribute, type, entry) || read_integer(attribute, type, entry);
    case H5T_INTEGER:
        return H5Tget_size(type) <= sizeof(int64_t) && read_flag_or_integer(attribute, type, ours, entry);
    case H5T_BITFIELD: // the booleans of PyTables
        return read_bits(attribute, type, entry);
    case H5T_FLOAT:
        return read_real(attribute, type, entry);
    default:
        return false;
    }
}

// An attribute that is no single text, number or boolean: several values, as a data set has them.
static void describe_several(hid_t type, hid_t space, size_t bytes, bn_archive_entry *entry, char *reason)
{
    const char *name = entry->attribute, *path = entry->path;
    *entry = (bn_archive_entry){.path = path, .attribute = name};
    if (!bn_archive_describe_values(type, space, bytes, entry, reason)) return;
    if (entry->kind != BN_ARCHIVE_TABLE) return;
    snprintf(reason, BN_ARCHIVE_REASON_SIZE, "it holds %s", bn_archive_class_text(type));
    *entry = (bn_archive_entry){.kind = BN_ARCHIVE_OTHER, .path = path, .attribute = name, .reason = reason};
}

bn_status bn_archive_attribute_read(const bn_archive *archive, hid_t attribute, bn_archive_entry *entry,
                                    char **text, char *reason)
{
    const hid_t type = H5Aget_type(attribute);
    const hid_t space = H5Aget_space(attribute);
    *text = NULL;
    if (H5Sget_simple_extent_npoints(space) != 1 || !read_value(attribute, type, archive->ours, entry, text))
        describe_several(type, space, archive->bytes, entry, reason);
    H5Sclose(space);
    H5Tclose(type);
    if (entry->kind == BN_ARCHIVE_TEXT && *text == NULL) return bn_fault(BN_ENOMEM, "no memory for a text");
    entry->text = *text;
    return bn_ok();
}
