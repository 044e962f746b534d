-- Short runs of the three scripts, read back by h5py.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

local function run(script, ...)
  return shell.script(script, "--out", folder, "--epochs", 25, "--measure_every", 10, "--neurons", 20, ...)
end

local function exists(name) return shell.read(folder .. "/" .. name) ~= nil end

local describe = [[
with h5py.File(sys.argv[1]) as f:
    def show(name, thing):
        if isinstance(thing, h5py.Dataset):
            print(name, thing.dtype.name, 'x'.join(map(str, thing.shape)))
    f.visititems(show)
]]

local function datasets_of(path)
  local found = {}
  for name, dtype, shape in shell.python(describe, path):gmatch "(%S+) (%S+) (%S*)\n" do
    found[name] = dtype .. " " .. shape
  end
  return found
end

TestTracking = {}

function TestTracking:setUp() folder = shell.scratch() end

function TestTracking:tearDown() shell.remove(folder) end

-- The names, types and shapes are the contract with other readers of the file.
local function expect_file(script, stimuli)
  local result = run(script)
  lu.assertEquals(result.status, 0, result.err)
  local found = datasets_of(("%s/%s.h5"):format(folder, script))
  local S = tostring(stimuli)
  local expected = {
    ["history/epoch"] = "int64 4",
    ["history/J"] = "float32 4x20x20",
    ["weights/J"] = "float32 20x20", ["weights/w_in"] = "float32 20x" .. S,
    ["weights/w_out"] = "float32 " .. S .. "x20", ["weights/bias"] = "float32 20",
    ["initial/J"] = "float32 20x20", ["initial/w_in"] = "float32 20x" .. S,
    ["initial/w_out"] = "float32 " .. S .. "x20", ["initial/bias"] = "float32 20",
    ["clusters/labels"] = "int64 20",
    ["tracking/state"] = "float64 50x5",
  }
  for _, name in ipairs { "stimulus", "target", "output" } do
    expected["tracking/" .. name] = "float64 50x" .. S
  end
  for _, name in ipairs { "test_error", "tracking_error", "J_mean", "J_same", "J_different", "balance", "relative_balance" } do
    expected["history/" .. name] = "float64 4"
  end
  for _, name in ipairs { "eigenvalues_real", "eigenvalues_imag", "J_eigenvalues_real", "J_eigenvalues_imag" } do
    expected["history/" .. name] = "float64 4x20"
  end
  for name, what in pairs(expected) do lu.assertEquals(found[name], what, name) end
  for _, name in ipairs { ".pdf", ".png", "_weights.pdf", "_weights.png", ".gif" } do
    lu.assertTrue(exists(script .. name), name)
  end
end

function TestTracking:test_one_stimulus_leaves_every_promised_file() expect_file("one_stimulus", 1) end

function TestTracking:test_two_stimuli_leave_every_promised_file() expect_file("two_stimuli", 2) end

function TestTracking:test_three_stimuli_leave_every_promised_file() expect_file("three_stimuli", 3) end

function TestTracking:test_attributes_say_how_the_file_was_made()
  lu.assertEquals(run("two_stimuli", "--seed", 7, "--noise", 0.5).status, 0)
  local out = shell.python([[
with h5py.File(sys.argv[1]) as f:
    print(f.attrs['script'], f.attrs['seed'], f.attrs['finished'])
    print(f.attrs['script_text'] == open(f.attrs['script']).read())
    print(f.attrs['command_line'].split()[1:])
    import datetime; print(datetime.datetime.fromisoformat(f.attrs['created'].replace('Z', '+00:00')).tzinfo)
    print(bool(f.attrs['balnet_version']))
    p = f['parameters'].attrs
    print(p['neurons'], p['noise'], p['seed_noise'], p['activation'], bool(p['zero_diagonal']), p['epochs'])
]], folder .. "/two_stimuli.h5")
  local script = os.getenv "BALNET_SOURCE" .. "/scripts/two_stimuli.lua"
  local lines = {}
  for line in out:gmatch "[^\n]+" do lines[#lines + 1] = line end
  lu.assertEquals(lines[1], script .. " 7 1")
  lu.assertEquals(lines[2], "True")
  lu.assertStrContains(lines[3], "'--seed', '7', '--noise', '0.5'")
  lu.assertEquals(lines[4], "UTC")
  lu.assertEquals(lines[5], "True")
  lu.assertEquals(lines[6], "20 0.5 7 relu True 25")
end

-- By an independent computation, with numpy, from the stored weights.
function TestTracking:test_the_history_agrees_with_the_weights_it_stores()
  lu.assertEquals(run "two_stimuli".status, 0)
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    h, J, labels = f['history'], f['history/J'][()].astype(float), f['clusters/labels'][()]
    assert list(h['epoch']) == [1, 11, 21, 25], h['epoch'][()]
    assert np.array_equal(f['history/J'][-1], f['weights/J'][()])
    assert not np.any(np.diagonal(J, axis1=1, axis2=2))
    assert np.allclose(h['J_mean'], J.mean((1, 2)), rtol=1e-12)
    same = labels[:, None] == labels[None, :]
    assert sorted(set(labels)) == [1, 2]
    assert np.isclose(h['J_same'][-1], J[-1][same].mean(), rtol=1e-12)
    assert np.isclose(h['J_different'][-1], J[-1][~same].mean(), rtol=1e-12)
    assert np.allclose(h['balance'], -20 * h['J_mean'][()])
    assert np.allclose(h['relative_balance'], h['J_mean'][()] / h['J_mean'][0])
    found = h['J_eigenvalues_real'][-1] + 1j * h['J_eigenvalues_imag'][-1]
    assert np.allclose(np.sort_complex(found), np.sort_complex(np.linalg.eigvals(J[-1])), atol=1e-6)
    assert np.isclose(np.diff(np.sort(h['test_error']))[0] >= 0, True)
    assert np.all(h['tracking_error'][()] < h['test_error'][()])
    assert np.allclose(f['tracking/target'][()], f['tracking/stimulus'][()])   # balance is 1
    print('agrees')
]], folder .. "/two_stimuli.h5"), "agrees\n")
end

local function bytes(name)
  return shell.python([[
with h5py.File(sys.argv[1]) as f:
    for group in ('weights', 'history'):
        for name in sorted(f[group]):
            print(group, name, f[group][name][()].tobytes().hex())
]], name)
end

function TestTracking:test_a_seed_is_a_fate()
  local files = {}
  for _, case in ipairs { { "a", 3 }, { "b", 3 }, { "c", 4 } } do
    lu.assertEquals(run("two_stimuli", "--seed", case[2]).status, 0)
    files[case[1]] = bytes(folder .. "/two_stimuli.h5")
    os.remove(folder .. "/two_stimuli.h5")
  end
  lu.assertTrue(files.a == files.b, "same seed, same bytes")
  lu.assertFalse(files.a == files.c, "other seed, other bytes")
end

function TestTracking:test_a_seed_of_its_own_changes_one_stream_alone()
  local function initial_of(...)
    lu.assertEquals(run("two_stimuli", ...).status, 0)
    local text = shell.python([[
with h5py.File(sys.argv[1]) as f: print(f['initial/J'][()].tobytes().hex(), f['history/test_error'][0])
]], folder .. "/two_stimuli.h5")
    os.remove(folder .. "/two_stimuli.h5")
    return text:match "(%S+) (%S+)"
  end
  local J, test_error = initial_of()
  local same_J, other_error = initial_of("--seed_noise", 9)
  local other_J = initial_of("--seed_network", 9)
  lu.assertTrue(J == same_J)
  lu.assertNotEquals(test_error, other_error)
  lu.assertFalse(J == other_J)
end

TestEnds = {}

function TestEnds:setUp() folder = shell.scratch() end

function TestEnds:tearDown() shell.remove(folder) end

function TestEnds:test_networks_of_few_units_have_all_their_figures()
  for units = 1, 3 do
    local out = ("%s/%d"):format(folder, units)
    local result = shell.script("one_stimulus", "--out", out, "--neurons", units, "--epochs", 21, "--measure_every", 10)
    lu.assertEquals(result.status, 0, result.err)
    lu.assertEquals(shell.line("ls " .. out .. "/*.pdf | wc -l").out, "2\n")
  end
end

function TestEnds:test_a_wrong_command_line_ends_with_2_and_says_what_is_wrong()
  local wrong = {
    { { "--epoch", 5 }, "there is no parameter --epoch; did you mean --epochs?" },
    { { "--neurons", 0 }, "--neurons is '0'; it must be an integer from 1 to 20000" },
    { { "--steps", 4 }, "--steps is '4'; it must be an integer from 5 to" },
    { { "--neurons", 1 }, "neurons is 1 and stimuli is 2; at least one unit for each stimulus is needed" },
    { { "--params", "/nowhere.lua" }, "/nowhere.lua: No such file or directory" },
  }
  for _, case in ipairs(wrong) do
    local result = shell.script("two_stimuli", "--out", folder .. "/new", table.unpack(case[1]))
    lu.assertEquals(result.status, 2)
    lu.assertStrContains(result.err, case[2])
    lu.assertEquals(result.out, "")
    lu.assertFalse(exists "new/.", "nothing is made")
  end
end

function TestEnds:test_help_ends_with_0_and_lists_the_parameters()
  local result = shell.script("three_stimuli", "--help")
  lu.assertEquals(result.status, 0)
  lu.assertStrMatches(result.out, ".*\n  %-%-stimuli +3 .*")
  lu.assertEquals(result.err, "")
end

function TestEnds:test_the_command_line_wins_over_the_file_over_the_script_over_the_default()
  shell.write(folder .. "/p.lua", "return { neurons = 12, epochs = 3, gain = 0.5 }")
  local script = [[
    local run = require("balnet").experiment { name = "x", epochs = 9, gain = 0.25, noise = 0.75 }
    local p = run.parameters
    print(p.epochs, p.neurons, p.gain, p.noise, p.dt)]]
  local result = shell.lua(script, "--params", folder .. "/p.lua", "--epochs", 2, "--out", folder)
  lu.assertEquals(result.out, "2\t12\t0.5\t0.75\t0.2\n")
end

function TestEnds:test_code_in_a_parameter_file_is_refused()
  shell.write(folder .. "/p.lua", "return { neurons = os.exit(0) }")
  local result = run("two_stimuli", "--params", folder .. "/p.lua")
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "p.lua:1: a number, a string, true or false is needed; 'os.exit' was found")
end

function TestEnds:test_a_script_may_declare_parameters_of_its_own()
  local script = [[
    local run = require("balnet").experiment { name = "x", parameters = {
      { name = "cue", kind = "number", default = 0.5, least = 0, help = "strength of the cue" } } }
    print(run.parameters.cue)]]
  lu.assertEquals(shell.lua(script, "--cue", 2, "--out", folder).out, "2.0\n")
  lu.assertStrContains(shell.lua(script, "--cue=-1").err, "--cue is '-1'; it must be a number of at least 0")
  lu.assertStrContains(shell.lua(script, "--help").out, "strength of the cue")
end

function TestEnds:test_a_mistake_in_the_script_is_told_at_its_line()
  local result = shell.lua "local balnet = require 'balnet'\nbalnet.experiment { name = 'x', neuron = 3 }"
  lu.assertEquals(result.status, 1)
  lu.assertStrMatches(result.err, ".*:2: there is no parameter neuron; did you mean neurons%?.*")
  result = shell.lua "local balnet = require 'balnet'\n\nbalnet.experiment { name = 'x', stimuli = 200 }"
  lu.assertEquals(result.status, 1)
  lu.assertStrMatches(result.err, ".*:3: neurons is 100 and stimuli is 200.*")
end

function TestEnds:test_a_folder_that_cannot_be_written_is_told_before_training()
  shell.write(folder .. "/file", "")
  for _, out in ipairs { folder .. "/file", folder .. "/file/below", "/proc/self" } do
    local result = shell.script("two_stimuli", "--out", out)
    lu.assertEquals(result.status, 74)
    lu.assertStrContains(result.err, out:match "^/proc" and out or folder .. "/file")
    lu.assertStrContains(result.err, "--out names another")
  end
end

-- Starts a script with arguments, whose run does not end by itself, and waits for a line of its log.
local function start(said, path, ...)
  local child = shell.start({ os.getenv "BALNET", path, "--out", folder, ... }, folder .. "/log")
  shell.wait_for(folder .. "/log", said)
  return child
end

local two_stimuli = os.getenv "BALNET_SOURCE" .. "/scripts/two_stimuli.lua"

function TestEnds:test_two_runs_do_not_share_a_folder()
  local first <close> = start("epoch 1/", two_stimuli, "--epochs", "10000000")
  local second = shell.script("two_stimuli", "--out", folder)
  lu.assertStrContains(second.err, "another run is writing into '" .. folder .. "'")
  lu.assertEquals(second.status, 75)
  lu.assertNil(first:ended())
end

function TestEnds:test_a_loss_that_is_nan_or_infinite_stops_with_1_and_keeps_the_results_before()
  local result = run("two_stimuli", "--learning_rate", "1e12")
  lu.assertEquals(result.status, 1)
  lu.assertStrMatches(result.err, ".* became %-?[ni][an][nf] at epoch %d+; lower learning_rate %(it is 1e%+12%).*")
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    print(f.attrs['finished'], np.isfinite(f['weights/J'][()]).all(), np.isfinite(f['history/test_error'][()]).all())
]], folder .. "/two_stimuli.h5"), "0 True True\n")
end

function TestEnds:test_a_signal_between_epochs_saves_and_ends_with_its_status()
  for signal, status in pairs { SIGINT = 130, SIGTERM = 143 } do
    local child <close> = start("epoch 101/", two_stimuli, "--epochs", "10000000", "--measure_every", "100")
    child:signal(signal)
    lu.assertEquals({ shell.end_of(child) }, { "exit", status }, shell.read(folder .. "/log"))
    lu.assertStrContains(shell.read(folder .. "/log"), "stopped by " .. signal .. " after epoch ")
    lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f: print(f.attrs['finished'], len(f['history/epoch']) > 0)
]], folder .. "/two_stimuli.h5"), "0 True\n")
    os.remove(folder .. "/two_stimuli.h5")
  end
end

function TestEnds:test_a_pcall_cannot_swallow_a_signal()
  local script = [[
    local run = require("balnet").experiment { name = "x", epochs = 10000000 }
    pcall(function() for _, measured in run:train() do run:record(measured) end end)
    print "went on"]]
  local path = folder .. "/x.lua"
  shell.write(path, script)
  local child <close> = start("epoch 1/", path)
  child:signal "SIGINT"
  lu.assertEquals({ shell.end_of(child) }, { "exit", 130 })
  lu.assertNotStrContains(shell.read(folder .. "/log"), "went on")
end

TestWatch = {}

function TestWatch:setUp() folder = shell.scratch() end

function TestWatch:tearDown() shell.remove(folder) end

-- A reader that has opened the picture of the measurement before still reads that one, whole.
local watched = [[
  local balnet = require "balnet"
  local run = balnet.experiment { name = "x", stimuli = 2, neurons = 10, epochs = 21, measure_every = 10 }
  local path, before = run:path ".png", nil
  for epoch, measured in run:train() do
    run:record(measured)
    local _, picture = balnet.plot.recipe(path)
    print(epoch, before == nil or before.picture ~= picture, before == nil or before.file:read "a" == before.bytes)
    before = { picture = picture, file = io.open(path, "rb"), bytes = io.open(path, "rb"):read "a" }
  end
]]

function TestWatch:test_the_picture_is_replaced_whole_at_every_measurement()
  local result = shell.lua(watched, "--watch", "--out", folder)
  lu.assertEquals(result.out, "1\ttrue\ttrue\n11\ttrue\ttrue\n21\ttrue\ttrue\n", result.err)
  lu.assertEquals(shell.line("ls -A '" .. folder .. "'/*.p*").out, folder .. "/x.png\n")
end

function TestWatch:test_a_picture_that_cannot_be_written_does_not_stop_training()
  shell.line("mkdir '" .. folder .. "/two_stimuli.png'")
  local result = shell.script("two_stimuli", "--out", folder, "--epochs", 1, "--neurons", 10, "--watch")
  lu.assertStrContains(result.err, "two_stimuli: no figure: ")
  lu.assertTrue(exists "two_stimuli.h5")
end

TestProgressOfARun = {}

function TestProgressOfARun:setUp() folder = shell.scratch() end

function TestProgressOfARun:tearDown() shell.remove(folder) end

function TestProgressOfARun:test_without_a_terminal_it_is_one_plain_line_a_measurement()
  local result = run "two_stimuli"
  lu.assertFalse(result.err:find "\r" ~= nil)
  local epochs = {}
  for epoch in result.err:gmatch "epoch (%d+)/25  test error %d%.%d+[^\n]*\n" do epochs[#epochs + 1] = epoch end
  lu.assertEquals(epochs, { "1", "11", "21", "25" })
end

function TestProgressOfARun:test_a_movie_of_many_measurements_has_200_frames()
  local result = shell.script("one_stimulus", "--epochs", 1000, "--measure_every", 1, "--neurons", 10, "--steps", 10, "--batch", 2,
    "--out", folder)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, ("one_stimulus: draws %s/one_stimulus.gif, .mp4, frame "):format(folder))
  local _, frames = shell.read(folder .. "/one_stimulus.gif"):gsub("\x21\xF9\x04", "")
  lu.assertEquals(frames, 200)
end

os.exit(lu.LuaUnit.run())
