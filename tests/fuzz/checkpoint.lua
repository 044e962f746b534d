-- Results files that are whole archives and hold something else than a run: balnet.load gives a run that can be used, or a
-- sentence that names the file. The bytes say what is changed in a file that is right.
local balnet = require "balnet"

local folder = "/dev/shm/fuzz_checkpoint_" .. require("balnet.native.system").process()
assert(require("balnet.native.system").make_folder(folder))
local path = folder .. "/tiny.h5"

local function written()
  local old, arg_before = io.stderr, arg
  arg = { [0] = "tiny.lua", "--out", folder }
  local run = balnet.experiment { name = "tiny", neurons = 4, steps = 10, batch = 2, epochs = 11, measure_every = 5 }
  for _, measured in run:train() do run:record(measured) end
  run:save()
  io.stderr, arg = old, arg_before
  return balnet.archive.read(path)
end

local function copied(tree)
  if type(tree) ~= "table" then return tree end
  local copy = {}
  for name, value in pairs(tree) do copy[name] = copied(value) end
  return copy
end

-- All places in the tree, in a fixed order, as { table, name }.
local function places(tree, list)
  local names = {}
  for name in pairs(tree) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    list[#list + 1] = { tree, name }
    if type(tree[name]) == "table" then places(tree[name], list) end
  end
  return list
end

local values = {
  function() return nil end,
  function() return 0 end, function() return -1 end, function() return 1 << 40 end, function() return math.mininteger end,
  function() return 0.5 end, function() return 0 / 0 end, function() return 1 / 0 end, function() return 1e300 end,
  function() return "relu" end, function() return ("x"):rep(300) end, function() return true end,
  function() return balnet.zeros(0) end, function() return balnet.zeros(4, 4) end, function() return balnet.zeros(3) end,
  function() return balnet.full({ 4, 4 }, 0 / 0) end, function() return balnet.zeros(2, 0) end, function() return balnet.tensor(1) end,
  function() return balnet.zeros(2 ^ 40, 0) end, function() return {} end, function() return { attributes = {} } end,
  function() return { attributes = { epoch = 3 } } end,
}

local original = written()

local function use(run)
  assert(run.history.numbers and run.parameters)
  assert(run.trainer:epoch() >= 0)
  run.trainer:step()
end

return function(bytes)
  local tree = copied(original)
  for at = 1, math.min(#bytes - 2, 24), 3 do
    local where, which = bytes:byte(at) * 256 + bytes:byte(at + 1), bytes:byte(at + 2)
    local list = places(tree, {})
    if #list == 0 then break end
    local place = list[where % #list + 1]
    place[1][place[2]] = values[which % #values + 1]()
  end
  if not pcall(balnet.archive.write, path, tree) then return end -- the archive itself refuses it
  local loaded, run = pcall(balnet.load, path)
  if loaded then
    use(run)
    run.trainer:close()
  else
    assert(type(run) == "string" and run:find(path, 1, true), run)
  end
end
