-- Results held against those of a script of this folder: dofile(".../tests/peers/compare.lua")(script, package, results).
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

--- Hands the results to the Python script as an archive; every line "NAME DEVIATION" of its output must be below 1e-10, which
--- leaves a hundred times roundoff to condition numbers. Skips the test where python3 has no h5py or lacks the package.
---@param script string
---@param package string
---@param results table
---@return integer lines
return function(script, package, results)
  local python = os.getenv "BALNET_PYTHON"
  lu.skipIf(shell.line(("%s -c 'import h5py, %s'"):format(python, package)).status ~= 0,
    ("python3 with h5py and %s is not installed"):format(package))
  local folder = shell.scratch()
  balnet.archive.write(folder .. "/results.h5", results)
  local compared = shell.line(("%s %s %s"):format(python, shell.quote(os.getenv "BALNET_SOURCE" .. "/tests/peers/" .. script),
    shell.quote(folder .. "/results.h5")))
  shell.remove(folder)
  lu.assertEquals(compared.status, 0, compared.err)
  local lines = 0
  for name, found in compared.out:gmatch "(%S+) (%S+)\n" do
    lines = lines + 1
    lu.assertTrue(tonumber(found) < 1e-10, name .. " deviates by " .. found)
  end
  return lines
end
