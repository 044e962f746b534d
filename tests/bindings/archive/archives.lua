-- What the tests of archives share: an example, and h5py, which reads, changes and makes files beside them.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")

local archives = {}

--- What archive.py prints when it does something with the file.
function archives.python(verb, path)
  shell.need_python "h5py, numpy"
  local run = shell.line(("%s %s/tests/bindings/archive/archive.py %s %s"):format(os.getenv "BALNET_PYTHON", source, verb,
    shell.quote(path)))
  return run.out .. run.err
end

local made = {}

--- Writes the file that the verb makes, which is made once.
function archives.make(verb, path)
  if made[verb] then
    shell.write(path, made[verb])
  else
    lu.assertEquals(archives.python(verb, path), "")
    made[verb] = shell.read(path)
  end
end

--- The numbers of a vector, each by its index.
function archives.numbers(tensor)
  local list = {}
  for i = 1, #tensor do list[i] = tensor[i] end
  return list
end

--- Tensors as lists of their numbers, nested tables too, without the attributes of groups.
function archives.plain(value)
  if type(value) == "userdata" then return value:totable() end
  if type(value) ~= "table" then return value end
  local copy = {}
  for key, member in pairs(value) do
    if key ~= "attributes" then copy[key] = archives.plain(member) end
  end
  return copy
end

function archives.example()
  return {
    attributes = { script = "zwei Stimuli, τ = 1", seed = 3, dt = 0.2, finished = true, tried = false },
    history = {
      epoch = balnet.archive.int64(balnet.tensor { 1, 1001, 2001 }),
      error = balnet.tensor { 0.5, 0.25, 1 / 3 },
      J = balnet.archive.compressed(balnet.tensor({ { 1, 2 }, { 3, 4 } }, "f32")),
    },
    parameters = { attributes = { neurons = 100, gain = 1.0 } },
    empty = {},
  }
end

return archives
