--- The machine and its files, as far as scripts need them: `balnet.system`.

local files = require "balnet.native.system"
local peak = require "balnet.native.peak"
local process = require "balnet.native.process"

local system = {}

--- Makes a folder and those above it; nothing happens where it exists.
--
--     balnet.system.make_folder "results/today"
--     balnet.system.exists "results/today"  --> true
---@type fun(path: string): boolean?, string? # nil and the reason when it can't be made
system.make_folder = files.make_folder

--- Whether a file or a folder of this name exists.
--
--     balnet.system.exists "nothing.here"  --> false
---@type fun(path: string): boolean
system.exists = files.exists

--- Seconds on a clock that only runs forward.
--
--     local began = balnet.system.seconds()
--     balnet.system.seconds() >= began  --> true
---@type fun(): number
system.seconds = files.seconds

--- How many processors this process may run on.
--
--     balnet.system.processors() >= 1  --> true
---@type fun(): integer
system.processors = process.processors

--- The peak of multiplications and additions in single precision, measured on this thread, in operations a
-- second.
--
--     balnet.system.flops(1) > 1e8  --> true
---@type fun(repeats?: integer): number
system.flops = peak.flops

--- How fast this thread reads memory, measured, in bytes a second.
--
--     balnet.system.bandwidth(1) > 1e7  --> true
---@type fun(repeats?: integer): number
system.bandwidth = peak.bandwidth

--- The name of the kernels that OpenBLAS chose, as "Haswell".
--
--     #balnet.system.corename() > 0  --> true
---@type fun(): string
system.corename = peak.corename

--- The level of instructions that the kernels use, as "avx2". With a name that level is used from now on;
-- nothing else may compute meanwhile.
--
--     local level = balnet.system.instructions()
--     balnet.system.instructions(level) == level  --> true
---@type fun(level?: string): string
system.instructions = peak.instructions

--- The levels of instructions that this processor has, the best one last.
--
--     #balnet.system.levels() >= 1  --> true
---@type fun(): string[]
system.levels = peak.levels

return system
