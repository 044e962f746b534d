---@meta balnet.meta.npy
-- luacheck: ignore 212 241

--- Arrays in NumPy's own files (`.npy`), as `numpy.load` and `numpy.save` read and write them.

---@class balnet
---@field npy balnet.npy

---@class balnet.npy
local npy = {}

--- Reads an array. Floats of 32 bits are f32; floats of 16 and 64 bits, integers and booleans (0 and 1) are f64. Either
--- byte order, C's and Fortran's order of elements, versions 1 to 3.
---
---     local rates = balnet.npy.load "rates.npy"
---
--- An error, with the path, for a file that is none or cut short, for texts, records and objects of Python, and for an
--- integer beyond 2^53, which f64 can't hold.
---
---     balnet.npy.save("rates.npy", balnet.tensor { 1, 2 })
---     balnet.npy.load "rates.npy"  --> { 1, 2 }
---@param path string of the file
---@return balnet.tensor real the array, or the real parts of complex numbers
---@return balnet.tensor? imag the imaginary parts of complex numbers
function npy.load(path) end

--- Writes a tensor with its shape and dtype, row-major and little-endian, whatever its strides. The file gets its name
--- only when all of it is on the disk. An error, with the path and the system's reason, where that fails.
---
---     balnet.npy.save("matrix.npy", balnet.eye(3):to "f32")
---     balnet.npy.load "matrix.npy":dtype()  --> "f32"
---@param path string of the file
---@param tensor balnet.tensor
function npy.save(path, tensor) end
