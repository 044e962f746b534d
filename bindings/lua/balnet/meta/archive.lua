---@meta balnet.meta.archive
-- luacheck: ignore 212 241

--- Archives: HDF5 files as nested tables. A table is a group, a tensor a dataset; the table `attributes` of a
--- group holds its single values, in Lua's own kinds: texts, integers (64 bits), floats (f64) and booleans.
--- Any reader of HDF5 opens the files.

---@class balnet
---@field archive balnet.archive

---@class balnet.archive
local archive = {}

---@class balnet.archive.stored
local stored = {}

--- The extents of the dimensions.
---
---     local stored = balnet.archive.compressed(balnet.zeros(3, 4))
---     stored:shape()  --> 3, 4
---@return integer ...
function stored:shape() end

---@alias balnet.archive.content table<string, balnet.tensor|balnet.archive.stored|table>

---@class balnet.archive.options
---@field foreign? boolean take files of other programs too (false)
---@field large_integers? "exact"|"rounded"|"omit" what becomes of arrays with an integer beyond 2^53 (exact)
---@field matlab? boolean take dimensions in reverse: the file is one of MATLAB, Octave or R (false)
---@field part? "all"|"unrepeated"|"groups" what is looked at in an unchanged file of the library (all)
---@field most_dims? integer arrays of more dimensions are left out (8)

--- The tensor, to be stored as 64-bit integers. Ways to store add up: `archive.compressed(archive.int64(t))`.
---
---     balnet.archive.write("trials.h5", { trial = balnet.archive.int64(balnet.arange(3)) })
---     balnet.archive.list("trials.h5")[2].dtype  --> "int64"
---@param tensor balnet.tensor|balnet.archive.stored|integer[] whole numbers of any dtype, where what is none is an error of
--- `write`; or an array of integers, beyond 2^53 too, which are stored as a vector
---@return balnet.archive.stored # what `write` takes in the tensor's place
function archive.int64(tensor) end

--- The tensor, to be stored in chunks of whole rows or planes, shuffled and deflated. For large histories;
--- numbers that look random gain little.
---
---     balnet.archive.write("history.h5", { rate = balnet.archive.compressed(balnet.zeros(1000, 100)) })
---     balnet.archive.read("history.h5").rate:shape()  --> 1000, 100
---@param tensor balnet.tensor|balnet.archive.stored
---@return balnet.archive.stored # what `write` takes in the tensor's place
function archive.compressed(tensor) end

--- A text, number or boolean as an array of one value. Some programs, as Octave's `load`, don't see the values in
--- `attributes`, which it is to repeat for them: `read` leaves such texts out of the tables of groups.
---
---     balnet.archive.write("value.h5", { parameters = { seed = balnet.archive.value(3) } })
---     balnet.archive.read("value.h5", "/parameters/seed")  --> 3
---@param value string|number|boolean an integer is stored with 64 bits, a boolean as the integer 0 or 1
---@return balnet.archive.stored # what `write` takes in the place of a tensor
function archive.value(value) end

--- The tensor, with names for its dimensions, as readers of HDF5 show them (`dims[0].label` in h5py). A vector at the
--- top of the tree that is labelled with its own name is the scale of every dimension of that name and length: it
--- holds the dimension's values, which netCDF and xarray show beside the numbers.
---
---     local rate = balnet.archive.labelled(balnet.zeros(3, 4), { "trial", "time" })
---     balnet.archive.write("labelled.h5", { rate = rate })
---     balnet.archive.read("labelled.h5", "/rate"):shape()  --> 3, 4
---@param tensor balnet.tensor|balnet.archive.stored
---@param labels string[] one for each dimension
---@return balnet.archive.stored # what `write` takes in the tensor's place
function archive.labelled(tensor, labels) end

--- Writes a nested table as one file, replacing what was there. It gets its name only when all of it is on
--- the disk; on an error the old file stays. The same content gives the same bytes.
---
--- Tensors keep dtype and shape and lie row-major in the file, whatever their strides.
---
--- An error, with the path inside the file, for what cannot be stored; with the file's path and the system's
--- reason for a folder that is missing or cannot be written, a full disk and the like.
---
---     balnet.archive.write("rates.h5", { rate = balnet.tensor { 1, 2 }, attributes = { unit = "1/s" } })
---     balnet.archive.read("rates.h5").attributes.unit  --> "1/s"
---@param path string of the file
---@param content balnet.archive.content
function archive.write(path, content) end

--- Raises the error that `write` would raise for what cannot be stored, and writes nothing.
---
---     (pcall(balnet.archive.check, { rate = print }))  --> false
---@param content balnet.archive.content
function archive.check(content) end

--- Reads an archive, or one object of it. Numbers come back bit for bit: f32 where they have 32 bits, else
--- f64, integers too. Integers beyond 2^53, which f64 can't hold, make their array a list (of lists) of Lua's
--- integers; with `large_integers` "rounded" they become the nearest f64, with "omit" they can't be read.
---
--- Only a file as `write` made it is read: one that was cut short or damaged is an error, found before anything
--- in it is interpreted. One that another program has opened for writing, packed anew or added to is read when all
--- that was written is still in it, and the second result says what is different; one in which a value was
--- changed is an error. Files of other programs are read when asked for;
--- trust them, since the HDF5 library does not withstand damaged ones. Of these come back
---
--- * complex numbers as a table of two tensors, `real` and `imag`;
--- * texts as strings, arrays of texts as lists (of lists) of strings, references to objects as their paths;
--- * booleans and other enumerations as their numbers, 0 and 1;
--- * tables (records of several values) as a table of columns, each of which can also be asked for as
---   "/table/column";
--- * floats of more than 64 bits rounded to f64;
--- * attributes, also of arrays and of several values, in the third result.
---
--- What can't be read is left out and told by the second result: lists of different lengths, filters that
--- HDF5 doesn't have built in, links to groups or other files, data in other files, a member named
--- "attributes". Links to arrays of the same file are followed.
---
--- MATLAB, Octave, R and Julia write the first dimension last: `matlab` turns their arrays round, and is `foreign` too. What
--- MATLAB itself saved as version 7.3 then has its classes:
---
--- * a cell is a list, a struct a table by its fields beside its `attributes`, an array of structs a list of tables; arrays that
---   are no row or column are lists of lists, so that `c{2, 3}` is `c[2][3]`;
--- * char is a text, of several rows a list of texts; logicals are 0 and 1; arrays without elements keep their extents;
--- * sparse matrices are tables of MATLAB's `data`, `ir` (rows from 0 on) and `jc` (where each column begins);
--- * objects, as of the classes string, table and datetime, are left out with their class; in a cell they are false.
---
--- Two cells that refer to one object have the same table.
---
--- An error, with the file's path, for what cannot be read and for an object that is not there.
---
---     local data, skipped, attributes = balnet.archive.read("recording.h5", "/", { foreign = true })
---     for _, entry in ipairs(skipped) do print(entry.path, entry.reason) end
---     local session = balnet.archive.read("session.mat", "/session", { matlab = true })
---     local volts = data.lfp * attributes["/lfp"].conversion
---
---     balnet.archive.write("rates.h5", { network = { J = balnet.eye(2) } })
---     balnet.archive.read("rates.h5").network.J  --> { { 1, 0 }, { 0, 1 } }
---     balnet.archive.read("rates.h5", "/network/J"):shape()  --> 2, 2
---@param path string of the file
---@param object? string the path of a group, an array, a table or a column inside; "/" by default
---@param options? balnet.archive.options
---@return table|balnet.tensor|string|integer # a group or table of columns as a nested table, each with its
--- `attributes`; an array as a tensor
---@return balnet.archive.skipped[]|string? # with `foreign`: what was left out, an empty list when nothing was; else what
--- another program has changed since, a sentence about "it", or nil
---@return table<string, table>? # with `foreign`: the attributes by name, for every object below that has some, by its path
function archive.read(path, object, options) end

---@class balnet.archive.skipped
---@field path string
---@field attribute? string its name, where an attribute of the object at `path` was left out
---@field reason string a sentence about "it"

---@class balnet.archive.row
---@field path string
---@field kind "group"|"tensor"|"text"|"real"|"integer"|"flag"|"other"|"texts"|"table"
---@field attribute? string its name, where the row is an attribute of the object at `path`
---@field value? string|number|boolean of an attribute that is one
---@field reason? string why it is "other": a sentence about "it"
---@field dtype? "f32"|"f64"|"int64" of a tensor
---@field shape? integer[] of a tensor, texts or a table, as it lies in the file
---@field complex? boolean true for complex numbers, whose parts have that dtype
---@field references? boolean true for texts that are the paths of objects

--- Lists what is in an archive without reading the numbers: every object after the group it is in, every
--- attribute after its object.
---
---     balnet.archive.write("rates.h5", { rate = balnet.zeros(2, 3) })
---     local row = balnet.archive.list("rates.h5")[2]
---     row.path, row.kind, row.shape  --> "/rate", "tensor", { 2, 3 }
---@param path string of the file
---@param options? balnet.archive.options as for `read`
---@return balnet.archive.row[]
function archive.list(path, options) end
