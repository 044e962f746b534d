-- A machine that gives little: memory, files, streams, environment and columns. A run ends well or says in a sentence
-- why it does not.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder
local tiny = os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua"

TestLimits = {}

function TestLimits:setUp() folder = shell.scratch() end

function TestLimits:tearDown() shell.remove(folder) end

-- Runs the program in the folder behind some words of shell.
local function under(before, after, ...)
  return shell.line(("%s %s %s"):format(before, shell.program_command(...), after or ""), folder)
end

local function assert_trained(result)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/out/tiny.h5"))
end

-- Where OpenBLAS runs every product it wants a buffer more, and waits for it without end: 240 megabytes there. The
-- sanitizers themselves want terabytes of addresses.
function TestLimits:test_200_megabytes_of_addresses_train_a_small_network_and_refuse_a_large_one()
  if os.getenv "BALNET_SANITIZE" ~= "" then lu.skip "sanitizers need more" end
  local limit = ("ulimit -v %d; timeout 30"):format(os.getenv "BALNET_XSMM" == "OFF" and 240000 or 200000)
  assert_trained(under(limit, nil, tiny, "--out", "out"))
  local refused = under(limit, nil, tiny, "--out", "large", "--neurons", "3000")
  lu.assertEquals(refused.status, 1, refused.err)
  lu.assertStrContains(refused.err, "tiny: not enough memory")
end

function TestLimits:test_64_open_files_are_enough_for_a_sweep()
  local result = under("ulimit -n 64;", nil, "sweep", tiny, "--seed", "1..6", "--jobs", "6", "--out", "swept")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/swept/tiny_sweep.h5"))
end

function TestLimits:test_a_full_stdout_is_told_and_costs_no_results()
  local result = under("", "> /dev/full", tiny, "--help")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "output to stdout was lost")
  assert_trained(under("", "> /dev/full", tiny, "--out", "out"))
end

function TestLimits:test_a_closed_stderr_does_not_stop_a_run()
  assert_trained(under("", "2>&-", tiny, "--out", "out"))
end

function TestLimits:test_an_empty_environment_does()
  assert_trained(under("env -i", nil, tiny, "--out", "out"))
  lu.assertStrContains(shell.line(("echo '1 + 1' | env -i %s"):format(shell.program_command "-i")).out, "\n2\n")
end

-- By the terminal of the interactive tests.
function TestLimits:test_twenty_columns_are_enough()
  local helper = os.getenv "BALNET_SOURCE" .. "/tests/bindings/terminal.py"
  for arguments, status in pairs { ["--help"] = 0, ["--out out"] = 0, ["--neurons none"] = 2 } do
    local result = shell.line(("%s %s 20 %s %s %s < /dev/null"):format(os.getenv "BALNET_PYTHON", shell.quote(helper),
      shell.quote(os.getenv "BALNET"), shell.quote(tiny), arguments), folder)
    lu.assertStrContains(result.out, ("[exit %d, terminal restored]"):format(status))
  end
end

os.exit(lu.LuaUnit.run())
