---@meta balnet.meta.mat
-- luacheck: ignore 212 241

--- MATLAB's files (`.mat`), by libmatio: versions 4, 5, 6, 7 and 7.3 are read, version 5 is written, which MATLAB, Octave and
--- SciPy read.

---@class balnet
---@field mat balnet.mat

---@class balnet.mat
local mat = {}

---@class balnet.mat.options
---@field squeeze? boolean leave dimensions of one out; a number is no tensor (false)

---@class balnet.mat.classed

--- Reads the variables of a file. Of MATLAB's classes come back
---
--- * numbers and logicals as tensors of MATLAB's shape, of two dimensions at least: f32 for single, else f64; logicals are 0
---   and 1, sparse matrices all their elements, complex numbers `{ real =, imag = }`;
--- * char as a text, of several rows as a list of texts;
--- * a cell as a list, a struct as a table by its fields, an array of structs as a list of tables; arrays that are no row or
---   column as lists of lists, so that `c{2, 3}` is `c[2][3]`.
---
--- With `squeeze` numbers lose their dimensions of one: vectors are vectors, and what MATLAB calls 1 x 1 is a number.
---
---     local session, skipped = balnet.mat.read("session.mat", { squeeze = true })
---     for path, reason in pairs(skipped) do print(path, reason) end
---
--- What can't be read is left out, an element of a cell false: functions, objects, integers beyond 2^53, which f64 can't hold,
--- more than eight dimensions. Read files that you trust, since the library does not withstand damaged ones. Files of version
--- 7.3 are those of MATLAB itself: of a struct without MATLAB's list of its fields the library reads the first field alone, and
--- `balnet.archive` with `{ matlab = true }` all of them.
---
--- An error, with the path, for what is no MAT-file.
---
---     balnet.mat.write("session.mat", { rate = balnet.tensor { 1, 2 }, animal = { name = "M7", age = 90 } })
---     local session = balnet.mat.read("session.mat", { squeeze = true })
---     session.rate, session.animal.name, session.animal.age  --> { 1, 2 }, "M7", 90.0
---@param path string of the file
---@param options? balnet.mat.options
---@return table<string, any> # the variables by name
---@return table<string, string> skipped what was left out: the reason by path, as "data.trials{3}"
function mat.read(path, options) end

--- Writes variables as one file of version 5. A tensor is double or single, a vector a row; a number double (an integer beyond
--- 2^53 int64), a boolean logical, a text char; a list is a row of cells, a table by names a struct, `{ real = tensor, imag =
--- tensor }` complex numbers. The same variables give the same bytes. The file gets its name only when all of it is on the
--- disk.
---
--- An error, with the path inside the file, for what is none of these and for a name that MATLAB does not take; with the file's
--- path and the system's reason where it can't be written.
---
---     balnet.mat.write("trials.mat", { trials = { balnet.ones(2, 3), "left" }, done = true }, true)
---     balnet.mat.read("trials.mat").trials[1]:shape()  --> 2, 3
---@param path string of the file
---@param variables table<string, any> by name
---@param compressed? boolean deflated, as by MATLAB's `save -v7` (false)
function mat.write(path, variables, compressed) end

--- The tensor, to be written in a class of MATLAB's. A number that the class does not have is an error of `write`.
---
---     balnet.mat.write("spikes.mat", { spikes = balnet.mat.as(balnet.eye(3), "sparse") })
---     balnet.mat.read("spikes.mat").spikes  --> { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }
---@param tensor balnet.tensor
---@param class "double"|"single"|"int8"|"uint8"|"int16"|"uint16"|"int32"|"uint32"|"int64"|"uint64"|"logical"|"sparse"
---@return balnet.mat.classed # what `write` takes in the tensor's place
function mat.as(tensor, class) end
