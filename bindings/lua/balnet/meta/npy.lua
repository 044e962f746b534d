---@meta balnet.meta.npy
-- luacheck: ignore 212 241

--- Arrays in NumPy's own files (`.npy`, `.npz`), as `numpy.load` and `numpy.save` read and write them.

---@class balnet
---@field npy balnet.npy

---@class balnet.npy
local npy = {}

---@class balnet.npy.options
---@field mapped? boolean leave the numbers on the disk until they are used (false)

--- Reads an array. Floats of 32 bits are f32; floats of 16 and 64 bits, integers and booleans (0 and 1) are
--- f64. Either byte order, C's and Fortran's order of elements, versions 1 to 3.
---
---     local rates = balnet.npy.load "rates.npy"
---
--- `mapped` is for arrays that are larger than memory or of which little is needed: pages are read when
--- they are used, and what a script writes into the tensor stays in memory. A file that another program
--- cuts short or writes anew in its place meanwhile ends the process. Arrays that are no floats of 32 or 64
--- bits in this machine's byte order are read as usual.
---
---     balnet.npy.save("recording.npy", balnet.arange(1, 9))
---     balnet.npy.load("recording.npy", { mapped = true })[{ { 2, 3 } }]  --> { 2, 3 }
---
--- An error, with the path, for a file that is none or cut short, for texts, records and objects of Python,
--- and for an integer beyond 2^53, which f64 can't hold.
---
---     balnet.npy.save("rates.npy", balnet.tensor { 1, 2 })
---     balnet.npy.load "rates.npy"  --> { 1, 2 }
---@param path string of the file
---@param options? balnet.npy.options
---@return balnet.tensor real the array, or the real parts of complex numbers
---@return balnet.tensor? imag the imaginary parts of complex numbers
function npy.load(path, options) end

--- Writes a tensor with its shape and dtype, row-major and little-endian, whatever its strides. The file
--- gets its name only when all of it is on the disk. An error, with the path and the system's reason, where
--- that fails.
---
---     balnet.npy.save("matrix.npy", balnet.eye(3):to "f32")
---     balnet.npy.load "matrix.npy":dtype()  --> "f32"
---@param path string of the file
---@param tensor balnet.tensor
function npy.save(path, tensor) end

--- Reads the arrays of an `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write them.
---
---     balnet.npy.savez("trials.npz", { rates = balnet.ones(2) })
---     balnet.npy.loadz("trials.npz").rates  --> { 1, 1 }
---
--- An error, with the path, for what is no ZIP file.
---@param path string of the file
---@return table<string, balnet.tensor|table> arrays by name; of complex numbers `{ real =, imag = }`
---@return table<string, string> skipped what `load` would refuse, and members that are no arrays: the reason by name
function npy.loadz(path) end

--- Writes tensors by name as one `.npz` file. The same arrays give the same bytes. The file gets its name
--- only when all of it is on the disk.
---
---     balnet.npy.savez("trials.npz", { rates = balnet.ones(2), times = balnet.tensor { 1, 3 } }, true)
---     balnet.npy.loadz("trials.npz").times  --> { 1, 3 }
---
--- An error for a table without arrays, a value that is no tensor and a name that is empty; with the path
--- and the system's reason where the file can't be written.
---@param path string of the file
---@param arrays table<string, balnet.tensor>
---@param compressed? boolean deflated, as by `numpy.savez_compressed` (false)
function npy.savez(path, arrays, compressed) end
