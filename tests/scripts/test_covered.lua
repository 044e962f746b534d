-- In no figure of the scripts and on no sheet of the gallery does a text lie over another, over another panel or beyond
-- the page, is a label longer than its panel, or does a legend cover data.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local small = dofile(source .. "/tests/small_scripts.lua")

-- These take ten seconds even so; their figures are checked in full size by hand.
small.lyapunov_spectrum, small.mean_field = nil, nil

local folder

-- What was found in the figures of a script, of the project where it has no path.
local function faults(script, ...)
  local path = script:find "/" and script or source .. "/scripts/" .. script .. ".lua"
  local line = ("BALNET_FAULTS=%s LUA_PATH=%s %s"):format(shell.quote(folder .. "/faults"),
    shell.quote(source .. "/tests/?.lua;;"), shell.program_command("-l", "checked_figures", path))
  local result = shell.line(line .. " " .. table.concat({ ... }, " "))
  lu.assertEquals(result.status, 0, result.err)
  return assert(shell.read(folder .. "/faults"), "nothing was checked")
end

TestCovered = {}

function TestCovered:setUp() folder = shell.scratch() end

function TestCovered:tearDown() shell.remove(folder) end

function TestCovered:test_gallery()
  lu.assertEquals(faults("gallery", shell.quote(folder)), "")
end

function TestCovered:test_the_figure_of_a_sweep()
  shell.write(folder .. "/tiny.lua", [[
    local run = require "balnet".experiment { name = "tiny", neurons = 10, steps = 5, batch = 2, epochs = 5, measure_every = 2 }
    for _, measured in run:train() do run:record(measured) end
    run:save()]])
  shell.write(folder .. "/swept.lua", ([[
    require "balnet".sweep { script = %q, out = %q, jobs = 1, parameters = { noise = { 0.5, 1, 1.5, 2, 3, 4 } } }]])
    :format(folder .. "/tiny.lua", folder .. "/sweep"))
  lu.assertEquals(faults(folder .. "/swept.lua"), "")
end

for script, arguments in pairs(small) do
  TestCovered["test_" .. script] = function()
    lu.assertEquals(faults(script, "--out", shell.quote(folder .. "/out"), arguments), "")
  end
end

os.exit(lu.LuaUnit.run())
