--- A paper: other scripts run within this program, and one PDF of their figures, each with its caption and
-- with the numbers that were found beside those expected.
--
--     local study = balnet.study { name = "paper" }
--     local paper = balnet.paper(study, "The title")
--     local tree, figure = paper:compute "mean_field"
--     paper:show("new sheet", figure, "What it shows.", { { "correlation", tree.network_1.correlation[1], 1 } })
--     paper:save()

local archive = require "balnet.archive"
local arguments = require "balnet.parameters.arguments"
local caption = require "balnet.caption"
local figures = require "balnet.figures"
local load_run = require "balnet.load"
local number = require "balnet.parameters.number"
local plot = require "balnet.plot"
local balnet = require "balnet"

---@class balnet.paper
---@field study balnet.study whose folder, seed and --quick hold for all scripts
---@field sheets balnet.Figure[][]
---@field found number[] of all rows
---@field expected number[]
---@field figures integer so far
local paper = {}
paper.__index = paper

-- Runs a script in the folder of the paper's script. Returns the path of its results and what the script
-- returns.
local function run(self, name, ...)
  local own = arg
  local folder, results = (own[0] or ""):match "^(.*/)[^/]*$" or "", self.study:path("_" .. name)
  arg = { [0] = folder .. name .. ".lua", "--out", results, "--seed", tostring(self.study.parameters.seed), ... }
  local returned = table.pack(dofile(arg[0]))
  arg = own
  return ("%s/%s.h5"):format(results, name), table.unpack(returned, 1, returned.n)
end

--- Runs a study of the paper's folder, reduced where the paper is.
--
--     local file <close> = assert(io.open("squares.lua", "w"))
--     file:write [[
--       local study = require "balnet".study { name = "squares" }
--       study:save { squares = require "balnet".tensor { 1, 4, 9 } }
--     ]]
--     file:flush()
--     local paper = balnet.paper(balnet.study { name = "computed" }, "A title")
--     paper:compute("squares").squares  --> { 1, 4, 9 }
---@param name string of the script, without ".lua"
---@param ... string further words of its command line, where the paper is not reduced
---@return table results as `balnet.archive.read` gives them
---@return balnet.Figure ... the figures that the script returns
function paper:compute(name, ...)
  local returned
  if self.study.parameters.quick then
    returned = table.pack(run(self, name, "--quick"))
  else
    returned = table.pack(run(self, name, ...))
  end
  return archive.read(returned[1]), table.unpack(returned, 2, returned.n)
end

--- Runs an experiment of the paper's folder anew, with a hundred measurements.
--
--     local file <close> = assert(io.open("trained.lua", "w"))
--     file:write [[
--       local run = require "balnet".experiment { name = "trained", neurons = 10 }
--       for _, measured in run:train() do run:record(measured) end
--       run:save()
--     ]]
--     file:flush()
--     local paper = balnet.paper(balnet.study { name = "training" }, "A title")
--     paper:train("trained", 3):count()  --> 3
---@param name string of the script, without ".lua"
---@param epochs integer
---@return balnet.history history
---@return balnet.Figure training the eight panels
---@return balnet.Figure ... the figures that the script returns
function paper:train(name, epochs)
  local returned = table.pack(run(self, name, "--force", "--epochs", tostring(epochs),
    "--measure_every", tostring(math.max(1, (epochs - 1) // 100))))
  local trained = load_run(returned[1])
  return trained.history, figures.training(trained).figure, table.unpack(returned, 2, returned.n)
end

-- A label for the terminal, without LaTeX's signs.
local function words(label)
  return (label:gsub("\\[,;:!]", " "):gsub("\\langle *", "<"):gsub(" *\\rangle", ">"):gsub("[$\\{}]", ""))
end

local function shown(value) return number.format("%.4g", value) end

--- Adds a figure with its caption and numbers below the last one, and prints the numbers.
--
--     local study = balnet.study { name = "shown" }
--     local paper = balnet.paper(study, "A title")
--     local figure = balnet.plot.figure { height = 60 }
--     figure:panel(1, 1):line { 1, 4, 9 }
--     paper:show("same sheet", figure, "Squares.", { { "the last", 9, 9 } })
--     paper.figures  --> 1
---@param place "new sheet"|"same sheet"
---@param figure balnet.Figure
---@param text string the caption, to which the figure's number is put
---@param rows? table[] of { what, found, expected }
function paper:show(place, figure, text, rows)
  self.figures = self.figures + 1
  if place == "new sheet" then self.sheets[#self.sheets + 1] = {} end
  local sheet, lines = self.sheets[#self.sheets], { { "", "found", "expected" } }
  sheet[#sheet + 1] = figure
  sheet[#sheet + 1] = caption.paragraph(("Figure %d. %s"):format(self.figures, text))
  for _, row in ipairs(rows or {}) do
    local what, found, expected = table.unpack(row)
    self.found[#self.found + 1], self.expected[#self.expected + 1] = found, expected
    lines[#lines + 1] = { what, shown(found), shown(expected) }
    print(("%-64s %10s %10s"):format(words(what), shown(found), shown(expected)))
  end
  if #lines > 1 then sheet[#sheet + 1] = caption.table(lines, { widths = { 0, 0.8, 1 } }) end
end

--- Writes the PDF, and an archive of the numbers found and expected.
--
--     local study = balnet.study { name = "written" }
--     local paper = balnet.paper(study, "A title")
--     paper:save()
--     balnet.system.exists(study:path ".h5")  --> true
function paper:save()
  self.study:save { found = balnet.tensor(self.found), expected = balnet.tensor(self.expected) }
  plot.document(self.study:path ".pdf", self.sheets, { recipe = self.study:recipe() })
end

arguments.class("a paper", paper, {})

--- Begins a paper.
--
--     local study = balnet.study { name = "begun" }
--     local paper = balnet.paper(study, "A title")
--     paper:save()
--     balnet.system.exists(study:path ".pdf")  --> true
---@param study balnet.study
---@param title string over its first sheet
---@return balnet.paper
return function(study, title)
  local heading = caption.paragraph(title, { size = 13, face = "bold" })
  return setmetatable({ study = study, sheets = { { heading } }, found = {}, expected = {}, figures = 0 }, paper)
end
