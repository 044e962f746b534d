--- A study: a script that computes instead of training. It has parameters, a folder, an archive and figures
-- like an experiment; the script itself does the computing.
--
--     local study = balnet.study { name = "my_study", parameters = { { name = "gain", kind = "number", default = 2,
--       least = 0, help = "g" } } }
--     local found = balnet.meanfield.stationary { gain = study.parameters.gain }
--     study:save({ exponent = found.exponents }, figure)
--
-- Every study has `--seed`, `--out`, `--params`, `--quick` and `--help`.

local archive = require "balnet.archive"
local arguments = require "balnet.parameters.arguments"
local exit = require "balnet.program.exit"
local figures = require "balnet.figures"
local number = require "balnet.parameters.number"
local parameters = require "balnet.parameters.parameters"
local results = require "balnet.run.results"
local results_folder = require "balnet.run.results_folder"
local script_call = require "balnet.parameters.script_call"
local saving = require "balnet.run.saving"
local storable = require "balnet.run.storable"
local world = require "balnet.program.world"

---@class balnet.study
---@field name string
---@field parameters table<string, any> every parameter's value
---@field set balnet.parameter_set their declarations
---@field arguments table<integer, string> as Lua's `arg`
---@field folder string of the results
---@field finished boolean
local study = {}
study.__index = study

local function common(name)
  local declarations = {
    { name = "seed", kind = "integer", default = 1, least = 0, help = "everything random follows from it" },
    { name = "quick", kind = "boolean", default = false, help = "a reduced version, to try it out" },
    { name = "out", kind = "text", default = "out/" .. name, help = "folder of the results", scope = "run" },
    { name = "params", kind = "text", help = "a file of parameters: return { name = value, … }", scope = "call" },
    { name = "help", kind = "boolean", default = false, help = "shows this", scope = "call" },
  }
  for _, declaration in ipairs(declarations) do declaration.group = "running" end
  return declarations
end

--- The path of a file of this study.
--
--     balnet.study({ name = "placed" }):path ".h5"  --> "out/placed/placed.h5"
---@type fun(self: balnet.study, suffix: string): string # as ".h5" or "_gain.pdf"
study.path = results.file

--- How a figure of this study was made, as it is written into the figure's file.
--
--     balnet.study({ name = "followed" }):recipe().seed  --> 1
---@return table<string, string|integer>
function study:recipe()
  return results.recipe(self)
end

--- Reports progress of the study on stderr.
--
--     local study = balnet.study { name = "noted" }
--     study:note("gain %g is done", 2)  -- "noted: gain 2 is done"
--     study.name  --> "noted"
---@param format string as of string.format
function study:note(format, ...)
  io.stderr:write(("%s: %s\n"):format(self.name, format:format(...)))
end

--- The numbers of a text parameter such as "1, 2, 4". Ends the program with status 2 when a word is not a
-- number.
--
--     local study = balnet.study { name = "numbered", parameters = {
--       { name = "gains", kind = "text", default = "1, 2, 4", help = "g" } } }
--     study:numbers "gains"  --> { 1, 2, 4 }
---@param name string
---@return number[]
function study:numbers(name)
  local list = {}
  for word in self.parameters[name]:gmatch "[^%s,]+" do
    local value = number.read(word)
    if not value then
      script_call.stop(self.name, ("--%s is '%s'; it must be numbers, as \"1, 2, 4\""):format(name, self.parameters[name]))
    end
    list[#list + 1] = value
  end
  return list
end

-- A part of the tree that can't be stored is an error at the line that called save, after the rest is on the
-- disk.
local function write(self, tree)
  if world.is_following() then return end
  local whole = { attributes = results.attributes(self), parameters = results.parameter_group(self) }
  for name, part in pairs(tree) do whole[name] = part end
  local kept, left_out = storable.tree(whole)
  local function write_whole() return pcall(archive.write, results.path(self), kept) end
  local fault, written = results_folder.hold(self), nil
  if not fault then written, fault = write_whole() end
  if written and #left_out == 0 then return end
  if written then error(("%s leaves out %s"):format(results.path(self), table.concat(left_out, "; ")), 3) end
  local sentence = results.write_elsewhere(self, fault, write_whole)
  if not sentence then error(fault, 3) end
  exit.stop(exit.unwritten, ("%s: %s"):format(self.name, sentence))
end

--- Writes the archive of the results, then every figure as PDF and PNG, and says in the archive that all is
-- there. An archive that can't be written is written into a temporary folder, and the program ends with
-- status 74.
--
--     local study = balnet.study { name = "stored" }
--     local figure = balnet.plot.figure {}
--     figure:panel(1, 1):line { 1, 4, 9 }
--     study:save({ squares = balnet.tensor { 1, 4, 9 } }, figure)
--     balnet.archive.read(study:path ".h5").squares  --> { 1, 4, 9 }
---@param tree table<string, balnet.tensor|table> groups and tensors, as `balnet.archive.write` takes them
---@param ... table figures of balnet.plot, or drawings of balnet.figures, which have a suffix
---@return ... # these figures, for a script to return to one that runs it
function study:save(tree, ...)
  if select("#", ...) > 0 then write(self, tree) end
  local drawings = {}
  for i, figure in ipairs { ... } do drawings[i] = type(figure) == "userdata" and figures.drawing(figure) or figure end
  saving.draw(self, drawings)
  self.finished = true
  write(self, tree)
  return ...
end

arguments.class("a study", study, { "lock", "made_by" })

---@class balnet.study_definition
---@field name string names the results
---@field description? string one line, shown by --help
---@field parameters? balnet.declaration[]
---@field quick? table<string, any> values that --quick puts in the place of the defaults
---@field arguments? table<integer, string> instead of the global `arg`

--- Makes a study. Ends the program with status 2 when the command line is wrong, with 0 after --help, with 74
-- when the folder of the results can't be written.
--
--     local study = balnet.study { name = "gains", parameters = {
--       { name = "gain", kind = "number", default = 2, least = 0, help = "g" } } }
--     study.parameters.gain  --> 2
---@param definition balnet.study_definition
---@return balnet.study
local function new(definition)
  local fault = script_call.fault(definition, "a study")
  if fault then error(fault, 2) end
  local set, quick
  set, fault = parameters.set(definition.parameters or {}, common(definition.name))
  if not set then error(fault, 2) end
  quick, fault = set:accept_all(definition.quick or {})
  if not quick then error(fault, 2) end

  local words = definition.arguments or arg or {}
  local filed, given = script_call.read(set, {}, definition, words)
  if not filed then script_call.stop(definition.name, given) end
  local values = set:resolve(filed, given)
  if values.quick then values = set:resolve(quick, filed, given) end
  local self = setmetatable({ name = definition.name, set = set, parameters = values, arguments = words,
    folder = values.out, finished = false }, study)
  results_folder.take(self)
  return self
end

return new
