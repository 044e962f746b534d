/* Types: what the values of a type of HDF5's are to us, and the types in memory by which they are asked for.
   HDF5 finds a member of a record by its name: a record in memory that has that member alone reads a column. */
#include "engine/archive/archive_internal.h"

#include <stdio.h>
#include <string.h>

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
        return "references to parts of data sets";
    case H5T_VLEN:
        return "lists of different lengths";
    case H5T_ARRAY:
        return "arrays as elements";
    case H5T_OPAQUE:
        return "bytes without a meaning";
    case H5T_BITFIELD:
        return "fields of bits";
    case H5T_TIME: // Time32 and Time64 of PyTables
        return "times of a class that HDF5 does not convert";
    default:
        return "values of an unknown kind";
    }
}

// --- complex numbers -----------------------------------------------------------------------------

// The names of the parts in h5py and Julia, in netCDF and C++, and in MATLAB and Octave.
static const char *const part_names[][2] = {
    {"r", "i"}, {"re", "im"}, {"real", "imag"}, {"Real", "Imaginary"}};

static bool is_part(const char *name, bool imag)
{
    for (size_t n = 0; n < sizeof part_names / sizeof *part_names; n++)
        if (strcmp(name, part_names[n][imag]) == 0) return true;
    return false;
}

// The real or the imaginary part of a complex type: *name is to be freed by H5free_memory, *size its bytes.
static bool find_part(hid_t type, bool imag, char **name, size_t *size)
{
    *name = NULL;
    if (H5Tget_class(type) != H5T_COMPOUND || H5Tget_nmembers(type) != 2) return false;
    const hid_t member = H5Tget_member_type(type, imag);
    *name = H5Tget_member_name(type, imag);
    *size = H5Tget_size(member);
    const bool part = H5Tget_class(member) == H5T_FLOAT && *name != NULL;
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
    if (!find_part(type, false, &real, &size)) return 0;
    H5free_memory(real);
    if (!find_part(type, true, &imag, &other)) return 0;
    H5free_memory(imag);
    return size == other ? size : 0;
}

// The record in memory of the one part; closes `number`.
static hid_t new_part(hid_t kept, hid_t number, bool imag)
{
    hid_t held = H5I_INVALID_HID;
    char *name;
    size_t size;
    if (find_part(kept, imag, &name, &size)) {
        held = H5Tcreate(H5T_COMPOUND, H5Tget_size(number));
        H5Tinsert(held, name, 0, number);
        H5free_memory(name);
    }
    H5Tclose(number);
    return held;
}

// --- elements ------------------------------------------------------------------------------------

static void set_number(bn_archive_entry *entry, bool integers, size_t size)
{
    entry->kind = BN_ARCHIVE_TENSOR;
    entry->integers = integers;
    entry->wide = !integers && size > sizeof(double);
    entry->tensor.dtype = !integers && size == sizeof(float) ? BN_F32 : BN_F64;
}

// Sets kind and dtype from the type of one element that is no array.
static bool set_element(hid_t type, bn_archive_entry *entry)
{
    const size_t size = H5Tget_size(type), part = size_of_parts(type);
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        set_number(entry, false, size);
        return true;
    case H5T_INTEGER:
    case H5T_ENUM:
    case H5T_BITFIELD: // the booleans of PyTables
        set_number(entry, true, size);
        entry->without_sign = H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_NONE;
        return size <= sizeof(int64_t);
    case H5T_STRING:
        entry->kind = BN_ARCHIVE_TEXTS;
        return true;
    case H5T_REFERENCE:
        entry->kind = BN_ARCHIVE_TEXTS;
        entry->references = true;
        return H5Tequal(type, H5T_STD_REF_OBJ) > 0;
    case H5T_COMPOUND:
        entry->complex = part > 0;
        set_number(entry, false, part);
        if (part == 0) entry->kind = BN_ARCHIVE_TABLE;
        return true;
    default:
        return false;
    }
}

bool bn_archive_describe_type(hid_t type, bn_archive_entry *entry, hid_t *element, char *reason)
{
    const bool array = H5Tget_class(type) == H5T_ARRAY;
    *element = array ? H5Tget_super(type) : H5Tcopy(type);
    if (set_element(*element, entry) && !(array && entry->kind == BN_ARCHIVE_TABLE)) return true;
    snprintf(reason, BN_ARCHIVE_REASON_SIZE, "it holds %s%s", bn_archive_class_text(*element),
             H5Tget_class(*element) == H5T_INTEGER ? " of more than 64 bits" : "");
    return false;
}

// --- columns -------------------------------------------------------------------------------------

// The first part of "a/b" as a name; *rest is the part behind it, NULL where there is none.
static const char *first_name(const char *column, char name[BN_ARCHIVE_NAME_SIZE], const char **rest)
{
    const size_t length = strcspn(column, "/");
    snprintf(name, BN_ARCHIVE_NAME_SIZE, "%.*s", (int)length, column);
    *rest = column[length] == '/' ? column + length + 1 : NULL;
    return name;
}

static hid_t column_type(hid_t type, const char *column)
{
    hid_t at = H5Tcopy(type);
    for (const char *rest; column != NULL && at >= 0; column = rest) {
        char name[BN_ARCHIVE_NAME_SIZE];
        const int index = H5Tget_member_index(at, first_name(column, name, &rest));
        const hid_t member = index >= 0 ? H5Tget_member_type(at, (unsigned)index) : H5I_INVALID_HID;
        H5Tclose(at);
        at = member;
    }
    return at;
}

// The record in memory that has nothing but that column, of type `held`, which is closed.
static hid_t within(hid_t held, const char *column)
{
    char name[BN_ARCHIVE_NAME_SIZE];
    const char *rest;
    if (column == NULL || held < 0) return held;
    first_name(column, name, &rest);
    const hid_t inner = within(held, rest);
    const hid_t record = H5Tcreate(H5T_COMPOUND, H5Tget_size(inner));
    H5Tinsert(record, name, 0, inner);
    H5Tclose(inner);
    return record;
}

// `number` in as many dimensions as the elements of an array type have; closes `number`.
static hid_t repeated(hid_t kept, hid_t number)
{
    hsize_t extent[H5S_MAX_RANK];
    if (H5Tget_class(kept) != H5T_ARRAY || number < 0) return number;
    const int dims = H5Tget_array_dims2(kept, extent);
    const hid_t array = H5Tarray_create2(number, (unsigned)dims, extent);
    H5Tclose(number);
    return array;
}

hid_t bn_archive_number_type(hid_t type, const bn_archive_entry *entry, hid_t number, bool imag)
{
    const char *column = entry->column > 0 ? entry->path + entry->column : NULL;
    const hid_t kept = column_type(type, column);
    const hid_t element = H5Tget_class(kept) == H5T_ARRAY ? H5Tget_super(kept) : H5Tcopy(kept);
    // Bits are never converted into numbers; as bits of 64 they lie in memory as an integer does.
    hid_t held = H5Tcopy(H5Tget_class(element) == H5T_BITFIELD ? H5T_NATIVE_B64 : number);
    if (entry->complex) held = new_part(element, held, imag);
    held = within(repeated(kept, held), column);
    H5Tclose(element);
    H5Tclose(kept);
    return held;
}

hid_t bn_archive_same_type(hid_t type, const bn_archive_entry *entry, hid_t *element)
{
    const char *column = entry->column > 0 ? entry->path + entry->column : NULL;
    const hid_t kept = column_type(type, column);
    *element = H5Tget_class(kept) == H5T_ARRAY ? H5Tget_super(kept) : H5Tcopy(kept);
    return within(kept, column);
}
