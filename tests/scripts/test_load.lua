-- Runs given back from their files, and the output of `balnet info`. Expected values are those of the run itself.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder, path

local function train(...)
  local result = shell.program(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua", "--out", folder, "--stimuli", 2, ...)
  lu.assertEquals(result.status, 0, result.err)
end

local function set_up()
  folder = shell.scratch()
  path = folder .. "/tiny.h5"
  train()
end

TestLoad = { setUp = set_up }

function TestLoad:tearDown() shell.remove(folder) end

function TestLoad:test_it_is_the_run_as_it_was()
  local tree = balnet.archive.read(path)
  local run = balnet.load(path)
  lu.assertEquals({ run.name, run.folder, run.finished }, { "tiny", folder, true })
  lu.assertEquals({ run.parameters.stimuli, run.parameters.trouble, run.parameters.dt }, { 2, 0, 0.2 })
  lu.assertEquals(run.trainer:epoch(), 21)
  lu.assertEquals(run.trainer:J():totable(), tree.weights.J:totable())
  lu.assertEquals(run.initial.w_in:totable(), tree.initial.w_in:totable())
  lu.assertEquals(run.history.numbers.epoch, { 1, 11, 21 })
  lu.assertEquals(run.history.numbers.test_error, tree.history.test_error:totable())
  lu.assertEquals(#run.history.J, 3)
  lu.assertStrContains(run:summary(), "tiny: epoch 21")
end

-- Files of July 2026, whose seal follows the HDF5 part and whose booleans are enumerations: tests/tiny.lua with its defaults,
-- and with --trouble 11.
function TestLoad:test_files_of_former_versions_still_load()
  local data = os.getenv "BALNET_SOURCE" .. "/tests/data/results/"
  local run = balnet.load(data .. "sealed_behind.h5", { out = folder })
  lu.assertEquals({ run.finished, run.trainer:epoch(), run.parameters.zero_diagonal }, { true, 21, true })
  run = balnet.load(data .. "sealed_behind_unfinished.h5", { out = folder })
  lu.assertEquals({ run.finished, run.trainer:epoch(), run.parameters.trouble }, { false, 1, 11 })
  shell.write(path, shell.read(data .. "sealed_behind.h5"))
  lu.assertEquals(shell.program("info", path).status, 0)
  shell.write(path, (shell.read(path):gsub("tiny", "tinY")))
  lu.assertErrorMsgContains("its bytes are not the ones it was sealed with", balnet.load, path)
end

-- Made before there were cells, losses, schedules, delays and more to choose from.
function TestLoad:test_a_run_of_a_former_version_goes_on_to_the_numbers_of_this_one()
  local source = os.getenv "BALNET_SOURCE"
  local script = source .. "/tests/tiny.lua"
  local former = folder .. "/former"
  os.execute("mkdir " .. former)
  shell.write(former .. "/tiny.h5", shell.read(source .. "/tests/data/results/sealed_behind.h5"))
  lu.assertStrContains(shell.program(script, "--out", former).err, "finished before")
  local result = shell.program(script, "--out", former, "--epochs", 31, "--resume")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(shell.program(script, "--out", folder, "--stimuli", 1, "--epochs", 31, "--force").status, 0)
  lu.assertTrue(balnet.load(former .. "/tiny.h5").trainer:J() == balnet.load(path).trainer:J())
  local tree = balnet.archive.read(former .. "/tiny.h5")
  tree.parameters.attributes.trouble, tree.parameters.trouble = nil, nil
  tree.history.epoch = balnet.archive.int64(tree.history.epoch)
  balnet.archive.write(former .. "/tiny.h5", tree)
  lu.assertStrContains(shell.program(script, "--out", former, "--epochs", 31).err,
    "it was made before the script had a parameter trouble; what stood in its place is not known")
end

function TestLoad:test_a_file_to_which_another_program_has_added_loads_and_resumes()
  shell.python([[
with h5py.File(sys.argv[1], "a") as f: f["weights"].attrs["looked_at"] = "today"]], path)
  local difference = "was changed by another program since: '/weights' with the attribute looked_at was not in it"
  lu.assertEquals(balnet.load(path).trainer:epoch(), 21)
  lu.assertStrContains(shell.program("info", path).out, difference)
  local result = shell.program(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua", "--out", folder, "--stimuli", 2, "--resume",
    "--epochs", 31)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, difference)
  lu.assertEquals(balnet.load(path).trainer:epoch(), 31)
end

-- By h5py: the scales that netCDF and xarray name dimensions by, with their values; and the parameters as arrays.
function TestLoad:test_every_dimension_has_a_name_and_values()
  lu.assertEquals(shell.python([==[
with h5py.File(sys.argv[1]) as f:
    nameless = []
    def look(name, item):
        if isinstance(item, h5py.Dataset) and 'CLASS' not in item.attrs:
            nameless.extend(name for d in item.dims if not len(d))
    f.visititems(look)
    def names(name): return [d.label for d in f[name].dims]
    print(nameless, names('history/J'), names('weights/w_out'), names('tracking/output'))
    print(f['entry'][()].tolist(), f['neuron'][()].tolist(), f['step'][()].tolist()[:3])
    p = f['parameters']
    print(p['dt'][()], p['zero_diagonal'][()], p['seed'].dtype, p['activation'][()], p.attrs['seed'].dtype)
]==], path), "[] ['entry', 'neuron', 'from_neuron'] ['readout', 'neuron'] ['step', 'readout']\n"
    .. "[1, 11, 21] [1, 2, 3, 4, 5, 6, 7, 8] [0.2, 0.4, 0.6000000000000001]\n0.2 1 int64 b'relu' int64\n")
end

-- netCDF and h5netcdf can't read a matrix of which one dimension has a scale and another has none.
function TestLoad:test_every_dimension_has_a_name_with_any_option()
  for _, options in ipairs { { "--patience", 3, "--connectivity", 0.5, "--train_time_constants", true, "--stimuli", 1 },
    { "--rank", 2 }, { "--cell", "gru", "--neurons", 4 } } do
    train("--force", table.unpack(options))
    lu.assertEquals(shell.python([==[
with h5py.File(sys.argv[1]) as f:
    nameless = []
    def look(name, item):
        if isinstance(item, h5py.Dataset) and 'CLASS' not in item.attrs: nameless.extend(name for d in item.dims if not len(d))
    f.visititems(look)
    print(nameless)]==], path), "[]\n")
  end
end

function TestLoad:test_it_is_drawn_as_the_script_would_have()
  local run = balnet.load(path)
  run:save(balnet.figures.training(run), balnet.figures.weights(run))
  lu.assertEquals(shell.read(folder .. "/tiny.pdf"):sub(1, 5), "%PDF-")
  local entries = balnet.plot.recipe(folder .. "/tiny.png")
  lu.assertStrContains(entries.command_line, "--stimuli 2")
  lu.assertStrContains(balnet.archive.read(path).attributes.script_text, "over in a moment")
end

function TestLoad:test_it_trains_on_to_what_a_longer_run_has()
  local run = balnet.load(path, { epochs = 41, out = folder .. "/on" })
  for _, measured in run:train() do run:record(measured) end
  run:save()
  train("--epochs", 41, "--force")
  local on, whole = balnet.load(folder .. "/on/tiny.h5"), balnet.load(path)
  lu.assertEquals(on.trainer:epoch(), 41)
  lu.assertEquals(on.final.J:totable(), whole.final.J:totable())
  lu.assertEquals(on.history.numbers.test_error, whole.history.numbers.test_error)
end

function TestLoad:test_a_run_that_diverged_can_be_looked_at_only()
  shell.program(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua", "--out", folder, "--learning_rate", 1e5, "--force")
  local run = balnet.load(path)
  lu.assertTrue(run.diverged)
  lu.assertErrorMsgContains("no state to go on from", run.train, run)
  lu.assertStrContains(shell.program("info", path).out, "none: training diverged\ntiny: no measurement was made")
end

-- Changes the archive by a function of its tree.
local function change(f)
  local tree = balnet.archive.read(path)
  f(tree)
  tree.history.epoch = balnet.archive.int64(tree.history.epoch)
  balnet.archive.write(path, tree)
end

local function refused(sentence, ...)
  local read, fault = pcall(balnet.load, ...)
  lu.assertFalse(read)
  lu.assertStrContains(fault, sentence)
end

-- As files were written while an order without a delay was taken and had no effect.
function TestLoad:test_an_order_without_a_delay_is_none()
  change(function(tree) tree.parameters.attributes.recurrent_delay_order = 2 end)
  local run = balnet.load(path, { epochs = 31 })
  lu.assertEquals({ run.parameters.recurrent_delay, run.parameters.recurrent_delay_order }, { 0, 0 })
  lu.assertEquals(run.trainer:epoch(), 21)
  train("--epochs", 31, "--resume")
  lu.assertEquals(balnet.load(path).trainer:epoch(), 31)
end

function TestLoad:test_what_does_not_fit_is_told()
  refused("epochs is '7'; it must be an integer", path, { epochs = "7" })
  refused("there is no parameter epoch; did you mean epochs?", path, { epoch = 7 })
  refused("is already at epoch 21; epochs is 11", path, { epochs = 11 })
  refused("holds a state that can't be used: field 'weights' of the state is", path, { neurons = 9 })
  change(function(tree) tree.state.weights = balnet.zeros(3, 3) end)
  refused("holds a state that can't be used: field 'weights' of the state is 3 x 3", path)
  change(function(tree) tree.state.attributes.format = 99 end)
  refused("was written by another version", path)
  change(function(tree) tree.state.attributes.format, tree.parameters.attributes.neurons = 1, -3 end)
  refused("neurons is -3; it must be an integer from 1 to 20000", path)
end

function TestLoad:test_a_file_that_is_not_a_results_file_is_refused()
  local whole = shell.read(path)
  for text, sentence in pairs { [whole:sub(1, 3000)] = path, [""] = path, ["not HDF5"] = "is no HDF5 file" } do
    shell.write(path, text)
    refused(sentence, path)
  end
  refused("No such file", folder .. "/none.h5")
  balnet.archive.write(path, { x = balnet.zeros(2) })
  refused("is not a results file of a run", path)
  shell.python("h5py.File(sys.argv[1], 'w')['x'] = [1, 2]", path)
  refused(path, path)
  refused("path is a nil; a string was needed", nil)
end

-- Each is a whole archive in which one thing is of another kind than a run has written.
function TestLoad:test_a_file_that_holds_something_else_is_refused_by_name()
  local changes = {
    function(tree) tree.state = balnet.zeros(3) end, function(tree) tree.state.attributes = nil end,
    function(tree) tree.state.attributes.epoch = "seven" end, function(tree) tree.history = balnet.zeros(2) end,
    function(tree) tree.history.epoch = balnet.zeros(2, 2) end, function(tree) tree.history.epoch = nil end,
    function(tree) tree.parameters = { attributes = { neurons = 2 ^ 40 } } end,
    function(tree) tree.parameters.attributes.dt = "much" end, function(tree) tree.clusters = balnet.zeros(1) end,
    function(tree) tree.tracking = nil end, function(tree) tree.state.weights = balnet.zeros(2 ^ 40, 0) end,
    function(tree) tree.state.initial_state = {} end, function(tree) tree.weights = balnet.zeros(2) end,
    function(tree) tree.history.J_eigenvalues_real = {} end,
    function(tree) tree.history.J = balnet.zeros(2 ^ 40, 0) end,
  }
  for i, spoil in ipairs(changes) do
    local tree = balnet.archive.read(path)
    spoil(tree)
    balnet.archive.write(folder .. "/other.h5", tree)
    local loaded, message = pcall(balnet.load, folder .. "/other.h5")
    lu.assertFalse(loaded, "change " .. i)
    lu.assertStrContains(message, "other.h5'")
  end
end

TestInfo = { setUp = set_up, tearDown = TestLoad.tearDown }

function TestInfo:test_it_says_how_a_run_was_made_and_how_it_ended()
  local result = shell.program("info", path)
  lu.assertEquals(result.status, 0, result.err)
  for _, words in ipairs { "finished          yes", "stimuli           2", "dt                0.2", "trouble           0",
    "epoch 21, ready to go on", "test error", "J_different" } do
    lu.assertStrContains(result.out, words)
  end
end

function TestInfo:test_it_lists_the_contents_of_other_archives()
  balnet.archive.write(path, { curve = { y = balnet.zeros(2, 3) } })
  lu.assertStrContains(shell.program("info", path).out, "/curve/y                       2 x 3, f64")
end

function TestInfo:test_unreadable_files_are_reported_and_the_others_are_shown()
  local result = shell.program("info", folder .. "/none.h5", path)
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "none.h5': No such file")
  lu.assertStrContains(result.out, "epoch 21")
  shell.write(path, "not HDF5")
  lu.assertStrContains(shell.program("info", path).err, "is no HDF5 file")
  lu.assertEquals(shell.program("info").status, 2)
end

os.exit(lu.LuaUnit.run())
