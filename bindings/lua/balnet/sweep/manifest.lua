--- The manifest of a sweep, FOLDER/sweep.txt: the swept parameters, and the name of each run beside its folder. It
-- tells whether a later call is of the same sweep.

local grid = require "balnet.sweep.grid"
local process = require "balnet.native.process"
local system = require "balnet.native.system"
local text_file = require "balnet.sweep.text_file"

local manifest = {}

local first_line = "balnet sweep\t1"
local patience, look_again_every = 600, 0.05 -- seconds to wait for other processes that write into the folder, which is told
local told_after = 10 -- seconds

---@class balnet.manifest
---@field script string
---@field fixed table<string, string> values of all parameters that its runs share, as texts
---@field dimensions { name: string, values: string[] }[]

local function path_of(folder) return folder .. "/sweep.txt" end

-- The values that all runs share and that affect their numbers. A parameter whose default is another parameter is left
-- out.
local function shared(plan)
  local swept, fixed = {}, {}
  for _, dimension in ipairs(plan.dimensions) do swept[dimension.name] = true end
  local values = plan.runs[1].expected
  for _, declaration in ipairs(plan.declared.set.list) do
    local name = declaration.name
    local follows = declaration.like and plan.fixed[name] == nil
    if not (swept[name] or declaration.scope or follows or values[name] == nil) then fixed[name] = grid.text(values[name]) end
  end
  return fixed
end

local function of_plan(plan)
  local dimensions = {}
  for d, dimension in ipairs(plan.dimensions) do
    local values = {}
    for i, value in ipairs(dimension.values) do values[i] = grid.text(value) end
    dimensions[d] = { name = dimension.name, values = values }
  end
  return { script = plan.declared.name, fixed = shared(plan), dimensions = dimensions }
end

local read_line = {}

function read_line.script(self, name) self.script = name end

function read_line.fixed(self, name, value) self.fixed[name] = value end

function read_line.dimension(self, name, ...) self.dimensions[#self.dimensions + 1] = { name = name, values = { ... } } end

-- nil when there is no manifest, or one that can't be read.
local function read(folder)
  local file <close> = io.open(path_of(folder), "rb")
  if not file or file:read "l" ~= first_line then return nil end
  local self = { fixed = {}, dimensions = {} }
  for line in file:lines() do
    local words = {}
    for word in line:gmatch "[^\t]+" do words[#words + 1] = word end
    if read_line[words[1]] then read_line[words[1]](self, table.unpack(words, 2)) end
  end
  return self.script and self
end

local function text_of(self, runs)
  local lines, names = { first_line, "script\t" .. self.script }, {}
  for name in pairs(self.fixed) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do lines[#lines + 1] = ("fixed\t%s\t%s"):format(name, self.fixed[name]) end
  for _, dimension in ipairs(self.dimensions) do
    lines[#lines + 1] = ("dimension\t%s\t%s"):format(dimension.name, table.concat(dimension.values, "\t"))
  end
  for _, run in ipairs(runs) do lines[#lines + 1] = ("run\t%s\t%s"):format(run.folder:match "[^/]*$", run.name) end
  return table.concat(lines, "\n") .. "\n"
end

local function names_of(dimensions)
  local names = {}
  for d, dimension in ipairs(dimensions) do names[d] = dimension.name end
  return table.concat(names, ", ")
end

local function lost_value(before, now)
  for d, dimension in ipairs(before.dimensions) do
    local has = {}
    for _, value in ipairs(now.dimensions[d].values) do has[value] = true end
    for _, value in ipairs(dimension.values) do
      if not has[value] then return ("it has %s %s, which this one has not"):format(dimension.name, value) end
    end
  end
end

-- The difference between a sweep and an earlier one in the folder; nil when it is the same. The same sweep may have
-- more values and longer runs.
local function difference(before, now)
  if before.script ~= now.script then return ("it is of %s, this one of %s"):format(before.script, now.script) end
  if names_of(before.dimensions) ~= names_of(now.dimensions) then
    return ("it is over %s, this one over %s"):format(names_of(before.dimensions), names_of(now.dimensions))
  end
  local names = {}
  for name in pairs(now.fixed) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local there, here = before.fixed[name], now.fixed[name]
    if there and there ~= here and name ~= "epochs" then return ("%s is %s there and %s now"):format(name, there, here) end
  end
  return lost_value(before, now)
end

local function is_written(folder, text)
  local file <close> = io.open(path_of(folder), "rb")
  return file and file:read "a" == text
end

--- Locks the folder of a sweep, for a moment, and removes what killed processes left half-written there. On a file system
-- without locks of folders, as NFS, nothing is locked.
---@param folder string
---@return userdata|nil # to be closed
---@return string|nil fault
function manifest.lock(folder)
  local began, told = system.seconds(), false
  repeat
    local held, fault = system.lock_folder(folder)
    if held then held:remove_leftovers() end
    if held or fault then return held, fault end
    if not told and system.seconds() - began > told_after then
      told = true
      io.stderr:write(("other processes write into '%s'; they are waited for\n"):format(folder))
    end
    process.wait({}, look_again_every)
  until system.seconds() - began > patience
  return nil, ("another process holds '%s'"):format(folder)
end

--- Writes the manifest of a sweep, unless its folder has that of another one.
---@param plan balnet.sweep_plan whose folder is there
---@param force boolean|nil replace the manifest of another sweep, too
---@return string|nil fault
function manifest.claim(plan, force)
  local now = of_plan(plan)
  local text = text_of(now, plan.runs)
  if is_written(plan.folder, text) then return nil end -- many processes of one sweep come here, and need no lock
  local held <close>, fault = manifest.lock(plan.folder)
  if not held then return fault end
  local before = read(plan.folder)
  local other = before and not force and difference(before, now)
  if other then return ("'%s' holds another sweep: %s"):format(plan.folder, other) end
  return text_file.replace(path_of(plan.folder), text)
end

return manifest
