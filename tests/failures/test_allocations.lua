-- Allocations that fail: every allocation of a piece of work returns NULL in turn, once alone and once with all after
-- it. Each time there is the result or a Lua error; no block and no file descriptor is lost, no half-written file is
-- found, and the same Lua state does the work afterwards. The environment variable BALNET_STRIDE says that only every
-- n-th is failed.
local failing = require "failing"
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

failing.flush(false) -- no power is cut here, and waiting for the disk would take most of the time

local stride = tonumber(os.getenv "BALNET_STRIDE" or 9)
local wide_stride = math.max(49, 20 * stride) -- of what has many times the allocations of all else
local folder

local function collect()
  collectgarbage()
  collectgarbage()
end

local function held()
  collect()
  return { blocks = failing.blocks(), descriptors = #failing.files "/proc/self/fd" }
end

-- Checks the folder afterwards: the file must be there when the work returned; else there is no file, or one that can
-- be read when the work goes on after writing it.
local function check_point(what, returned, result, file, goes_on)
  local left = failing.files(folder)
  local goes_on_from = goes_on and #left > 0
  if goes_on_from then balnet.archive.read(folder .. "/" .. file) end
  if returned or goes_on_from then return lu.assertEquals(left, { file }, what) end
  lu.assertEquals(left, {}, what)
  lu.assertNotNil(result, what)
end

-- The folder in which the results of a run were written because there was no memory to write them where they belong.
local function remove_elsewhere(fault)
  local elsewhere = tostring(fault):match "; the results are in (/.*)/[^/]*$"
  if elsewhere then shell.remove(elsewhere) end
end

local function clear()
  for _, name in ipairs(failing.files(folder)) do os.remove(folder .. "/" .. name) end
end

-- Fails every n-th of the allocations of work(); returns how many were.
local function fail_each(name, lasting, work, every, file, goes_on)
  local before = held()
  local point = 1
  repeat
    if goes_on then collect() end -- the run before has the lock of the folder, and a collector without memory can't close it
    local _, failed, returned, result = failing.call(point, lasting, work)
    local what = ("%s, allocation %d%s: %s"):format(name, point, lasting and " and all after" or "", tostring(result))
    check_point(what, returned, result, file, goes_on)
    if not returned then remove_elsewhere(result) end
    if failed == 0 then lu.assertTrue(returned, what) end
    result = nil -- luacheck: ignore
    clear()
    if point % (50 * every) == 1 or failed == 0 then lu.assertEquals(held(), before, what) end
    point = point + every
  until failed == 0
  lu.assertTrue(point > every, name .. " allocates nothing")
  return (point - 1) // every
end

local function fail_all(name, work, every, file, goes_on)
  local _, _, returned, result = failing.call(-1, false, work) -- fills the caches, which stay
  lu.assertTrue(returned, ("%s: %s"):format(name, tostring(result)))
  clear()
  local alone = fail_each(name, false, work, every, file, goes_on)
  local lasting = fail_each(name, true, work, every, file, goes_on)
  print(("%-24s %6d allocations failed alone, %6d with all after"):format(name, alone, lasting))
end

-- --- work ---------------------------------------------------------------------------------------

local function noise(count, seed) return balnet.random({ seed = seed or 1 }):normal(count) end

local small = { neurons = 4, steps = 5, batch = 2 }

local makers = {
  tensor = function() return balnet.tensor { { 1, 2 }, { 3, 4 } }:t() * balnet.ones(2, 2) end,
  random = function() return balnet.random({ seed = 1 }):normal(3, 4) end,
  network = function() return balnet.network { neurons = 5, stimuli = 2 } end,
  stimulus = function() return balnet.stimulus { steps = 4, stimuli = 2, batch = 3 } end,
  trainer = function() return balnet.trainer(small):step(2) end,
  trainer_state = function() return balnet.trainer(small):state() end,
  trainer_threads = function() return balnet.trainer { neurons = 4, steps = 5, batch = 4, threads = 2 }:step() end,
  trainer_task = function()
    local input, target, mask = balnet.ones(5, 1, 2), balnet.ones(5, 1, 2), balnet.ones(5)
    return balnet.trainer { neurons = 4, steps = 5, batch = 2, task = function() return input, target, mask end }:step()
  end,
  trainer_respond = function() return balnet.trainer(small):respond(balnet.ones(3, 1, 2)) end,
  trainer_parts = function()
    local trainer = balnet.trainer { neurons = 4, steps = 5, batch = 2, readout_bias = true, rank = 1, mask_w_in = balnet.ones(4, 1),
      learning_rate = function() return 0.1 end }
    local output = trainer:forward(balnet.ones(5, 1, 2))
    trainer:backward(output)
    trainer:update()
    return trainer:state()
  end,
  force = function()
    local force = balnet.force { neurons = 6, architecture = "internal", plastic = 0.5 }
    force:train(balnet.ones(4))
    force:restore(force:state())
    return force:run(3).output
  end,
  simulation = function()
    local sim = balnet.simulate.balanced { neurons = 6, dt = 0.1, noise = 0.1 }
    return sim:run(balnet.simulate.signal { steps = 5, dt = 0.1 }).rate
  end,
  cluster = function() return balnet.cluster.kmeans(balnet.random({ seed = 1 }):normal(6, 2), 2, { seed = 3 }) end,
  coherence = function() return balnet.spectrum.coherence(noise(64), noise(64), { dt = 1, segment = 16 }) end,
  eigenvalues = function() return balnet.spectrum.eigenvectors(balnet.random({ seed = 1 }):normal(4, 4)) end,
  singular_values = function() return balnet.spectrum.singular_values(balnet.ones(3, 2)) end,
  power_spectrum = function() return balnet.spectrum.welch(noise(64), { dt = 1, segment = 16 }) end,
  information = function() return balnet.information.rate(noise(256), noise(256, 2), { dt = 0.1, segment = 3.2 }) end,
  flossing = function()
    return balnet.lyapunov.floss_gradient({ J = balnet.ones(3, 3) * 0.1, dt = 0.5 }, { steps = 4, exponents = 2 }).loss
  end,
  lyapunov_network = function()
    return balnet.lyapunov.of_network(balnet.ones(4, 4) * 0.1, { dt = 0.1, time = 2, exponents = 2 })
  end,
  lyapunov_tracker = function()
    return balnet.lyapunov.of_map(function(s) return { 0.5 * s[1] }, { { 0.5 } } end, { 0.1 }, { steps = 10 })
  end,
  stationary = function() return balnet.meanfield.stationary { gain = 1.2, balance = 8, noise = 1 } end,
  evolution = function() return balnet.meanfield.evolve { steps = 20, band = 10 } end,
  response = function()
    return balnet.meanfield.response { gain = 1.2, balance = 8, noise = 0.2, band = 20, transient = 10, dt = 0.5 }
  end,
  archive_tree = function() return balnet.archive.compressed(balnet.ones(2, 2)) end,
  figure = function()
    local plot = require "balnet.plot"
    local figure = plot.figure { columns = 2 }
    figure:panel(1, 1):line({ 1, 2, 3 }, { 3, 1, 2 })
    return figure
  end,
  parameters = function()
    return require("balnet.parameters.parameters").set { { name = "a", kind = "integer", default = 1, help = "one" } }
  end,
  process = function()
    local child <close> = require("balnet.native.process").start({ "/bin/true" }, "/dev/null")
    return true
  end,
}

local function drawing()
  local plot = require "balnet.plot"
  local figure = plot.figure { columns = 2, rows = 2 }
  local ax = figure:panel(1, 1)
  ax:line({ 1, 2, 3 }, { 3, 1, 2 }, { label = "$J_{ij}$" })
  ax:band({ 1, 2 }, { 1, 2 }, { 2, 3 })
  ax:legend()
  figure:panel(1, 2):image(balnet.ones(3, 3)):colorbar()
  figure:panel(2, 1):histogram(noise(30))
  figure:panel(2, 2):scatter({ 1, 2 }, { 1, 2 })
  return figure
end

local function train(name)
  local run = balnet.experiment { name = name, neurons = 4, steps = 5, batch = 2, epochs = 2, measure_every = 1,
    checkpoint_every = 1, out = folder, arguments = { [0] = "short" } }
  for _, measured in run:train() do run:record(measured) end
  run:save()
end

TestAllocations = {}

function TestAllocations:setUp() folder = shell.scratch() end

function TestAllocations:tearDown() shell.remove(folder) end

function TestAllocations:test_every_constructor_of_the_library_gives_an_error_or_its_object()
  local names = {}
  for name in pairs(makers) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do fail_all(name, makers[name], stride) end
end

-- The time is the square of the allocations: each module by itself takes a hundredth of what all at once do.
function TestAllocations:test_modules_are_loaded_or_not_at_all()
  local loaded, names = {}, {}
  for name, module in pairs(package.loaded) do
    if name:find "^balnet%." then loaded[name], names[#names + 1] = module, name end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    fail_all(name, function()
      package.loaded[name] = nil
      require(name)
    end, stride)
    package.loaded[name] = loaded[name]
  end
  fail_all("loading of modules", function()
    for _, name in ipairs(names) do package.loaded[name] = nil end
    for _, name in ipairs(names) do require(name) end
  end, wide_stride)
  for _, name in ipairs(names) do package.loaded[name] = loaded[name] end
end

function TestAllocations:test_figures_are_written_whole_or_not_at_all()
  for _, extension in ipairs { ".pdf", ".svg", ".png", ".eps" } do
    fail_all("figure" .. extension, function() drawing():save(folder .. "/f" .. extension) end, stride, "f" .. extension)
  end
end

function TestAllocations:test_movies_are_written_whole_or_not_at_all()
  local plot = require "balnet.plot"
  fail_all("movie.gif", function()
    local movie <close> = plot.movie(folder .. "/m.gif", { dpi = 20 })
    for k = 1, 2 do
      local figure = plot.figure {}
      figure:panel(1, 1):line { 1, k }
      movie:add(figure)
    end
    movie:finish()
  end, stride, "m.gif")
end

function TestAllocations:test_archives_are_written_whole_or_not_at_all()
  local path = folder .. "/a.h5"
  local tree = { attributes = { seed = 3, name = "x", done = true },
    group = { x = balnet.archive.compressed(balnet.ones(4, 4)), y = balnet.archive.int64(balnet.ones(2)) } }
  fail_all("archive, written", function() balnet.archive.write(path, tree) end, stride, "a.h5")
  fail_all("archive, and read", function()
    balnet.archive.write(path, tree)
    balnet.archive.read(path)
  end, stride, "a.h5", true)
end

function TestAllocations:test_a_run_is_trained_and_saved_or_ends_by_an_error()
  fail_all("run", function() train "short" end, wide_stride, "short.h5", true)
end

os.exit(lu.LuaUnit.run(), true)
