--- `balnet --selftest`: checks on this machine what results depend on, and prints a table.

local exit = require "balnet.program.exit"
local system = require "balnet.native.system"

local wrong_command_line = 2

local groups = {
  { "matrices", "balnet.selftest.kernels" },
  { "random numbers and stimuli", "balnet.selftest.numbers" },
  { "training", "balnet.selftest.training" },
  { "theory", "balnet.selftest.theory" },
}

local function print_row(check)
  local what, deviation, limit, against = table.unpack(check)
  local fine = deviation <= limit -- false for NaN
  print(("  %-34s %9.1e %9.1e  %-6s %s"):format(what, deviation, limit, fine and "ok" or "FAILED", against))
  return fine and 0 or 1
end

local function run_group(title, module)
  print(title)
  local ran, checks = pcall(function() return require(module).run() end)
  if not ran then
    print("  FAILED: " .. tostring(checks))
    return 1, 1
  end
  local failed = 0
  for _, check in ipairs(checks) do failed = failed + print_row(check) end
  return failed, #checks
end

--- Runs every check and prints its deviation, the limit, and the reference it is compared with.
---@param ... string there are no arguments but --help
---@return integer exit status: 0; 1 when a check fails. A wrong command line ends the program with 2.
return function(...)
  local word = ...
  if word == "--help" then
    print "usage: balnet --selftest"
    return 0
  end
  if word then exit.stop(wrong_command_line, "--selftest: it takes no arguments; '" .. word .. "' was given") end
  local start, failed, total = system.seconds(), 0, 0
  print(("  %-34s %9s %9s  %-6s %s"):format("", "deviation", "allowed", "", "held against"))
  for _, group in ipairs(groups) do
    local bad, count = run_group(group[1], group[2])
    failed, total = failed + bad, total + count
  end
  local peak = require "balnet.native.peak"
  print(("%d checks, %d failed, in %.1f s; instructions %s (of %s), OpenBLAS for %s"):format(total, failed,
    system.seconds() - start, peak.instructions(), table.concat(peak.levels(), ", "), peak.corename()))
  return failed == 0 and 0 or 1
end
