--- `balnet info FILE …`: shows what results files hold: how they were made, their parameters and state, and the last
-- figures of merit; and the recipes of figures and movies.

local archive = require("balnet").archive
local figure_file = require "balnet.program.figure_file"
local results = require "balnet.run.results"
local saved_state = require "balnet.run.saved_state"
local exit = require "balnet.program.exit"
local grid = require "balnet.sweep.grid"
local history = require "balnet.run.history"
local summary = require "balnet.run.summary"

local wrong_command_line = 2

local usage = [[
usage: balnet info FILE …

Prints how each file was made, its parameters, the state of its training, and the last figures of merit; of a file that
is no run's, the tensors in it; of another program's HDF5 file, all that it holds. Of a figure or a movie (PNG, PDF, SVG,
EPS, GIF, MP4, WebM) its recipe, and of a PDF file of TeX those of the figures in it.]]

local function sorted(values)
  local names = {}
  for name in pairs(values) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function add(lines, format, ...) lines[#lines + 1] = format:format(...) end

local shown_attributes = { "balnet_version", "script", "command_line", "seed", "instructions", "created" }

local function add_making(lines, attributes)
  for _, name in ipairs(shown_attributes) do
    if attributes[name] then add(lines, "  %-17s %s", name:gsub("_", " "), tostring(attributes[name])) end
  end
  if attributes.finished then add(lines, "  %-17s %s", "finished", attributes.finished == 1 and "yes" or "no") end
end

local function add_attributes(lines, title, attributes)
  if not next(attributes) then return end
  add(lines, "%s", title)
  for _, name in ipairs(sorted(attributes)) do add(lines, "  %-17s %s", name, grid.text(attributes[name])) end
end

local function add_run(lines, name, tree)
  local state = tree.state and tree.state.attributes
  add(lines, "state")
  add(lines, "  %s", state and ("epoch %d, ready to go on"):format(state.epoch) or "none: training diverged")
  local course = history.new(false)
  saved_state.restore_history(course, tree.history)
  add(lines, "%s", summary.text { name = name, history = course })
end

local function shape_text(row)
  return #row.shape == 0 and "scalar" or table.concat(row.shape, " x ")
end

local function add_contents(lines, path)
  add(lines, "tensors")
  for _, row in ipairs(archive.list(path)) do
    if row.kind == "tensor" then add(lines, "  %-30s %s, %s", row.path, shape_text(row), row.dtype) end
  end
end

local function text_of(path, tree)
  local lines = { path }
  add_making(lines, tree.attributes)
  add_attributes(lines, "parameters", tree.parameters and tree.parameters.attributes or {})
  add_attributes(lines, "failed runs", tree.runs and tree.runs.attributes or {})
  if tree.history and tree.history.epoch and tree.weights and tree.initial then
    add_run(lines, path:match "([^/]*)$":gsub("%.h5$", ""), tree)
  else
    add_contents(lines, path)
  end
  return table.concat(lines, "\n")
end

local function extent_text(row)
  if row.kind == "other" then return row.reason end
  return ("%s, %s%s"):format(shape_text(row), row.dtype or row.kind, row.complex and ", complex" or "")
end

local function text_of_foreign(path)
  local lines = { path, "  a file of another program: balnet.archive.read(path, \"/\", { foreign = true })" }
  for _, row in ipairs(archive.list(path, { foreign = true })) do
    if not row.attribute and row.kind ~= "group" then
      add(lines, "  %-30s %s", row.path, extent_text(row))
    elseif row.attribute then
      local value = row.value == nil and extent_text(row) or tostring(row.value)
      add(lines, "  %-30s %s", row.path .. " @" .. row.attribute, value)
    end
  end
  return table.concat(lines, "\n")
end

local function add_recipe(lines, figure)
  if figure.name ~= "" then add(lines, "  %s", figure.name) end
  for _, name in ipairs(sorted(figure.entries)) do add(lines, "  %-17s %s", name:gsub("_", " "), figure.entries[name]) end
  for _, name in ipairs { "Title", "CreationDate" } do
    if figure.properties[name] then add(lines, "  %-17s %s", name, figure.properties[name]) end
  end
end

local function text_of_figure(path, figures)
  local lines, list = { path }, figure_file.with_recipe(figures)
  if #list == 0 then add(lines, "  no recipe of balnet") end
  for _, figure in ipairs(list) do add_recipe(lines, figure) end
  return table.concat(lines, "\n")
end

-- Whether a file begins as HDF5 files do.
local function is_archive(path)
  local file <close> = io.open(path, "rb")
  return not file or file:read(4) == "\x89HDF"
end

-- The text, or nil and why there is none. What is no archive of ours may be one of another program.
local function describe(path)
  local figures = not is_archive(path) and figure_file.read(path)
  if figures then return text_of_figure(path, figures) end
  local read, tree, changed = pcall(archive.read, path, "/", { most_dims = 1 })
  if read then return text_of(path, tree) .. (changed and "\n" .. results.changed_text(path, changed) or "") end
  if not tree:find("{ foreign = true }", 1, true) then return nil, tree end
  local listed, text = pcall(text_of_foreign, path)
  return listed and text or nil, text
end

--- Prints what is in results files.
---@param ... string their paths
---@return integer exit status: 0; 1 when a file can't be read. A wrong command line ends
--- the program with 2.
return function(...)
  local paths, exit_status = { ... }, 0
  if paths[1] == "--help" then
    print(usage)
    return 0
  end
  if #paths == 0 then exit.stop(wrong_command_line, "info: a file is needed: balnet info FILE …") end
  for _, path in ipairs(paths) do
    local text, fault = describe(path)
    if text then
      print(text)
    else
      io.stderr:write("info: ", fault, "\n")
      exit_status = 1
    end
  end
  return exit_status
end
