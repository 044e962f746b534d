--- The reference as data: what the annotations in the library's Lua files say of every public function and
-- class. The pages for a browser (doc/site), `balnet.help` and the tests of the examples are made
-- from it.

local annotation = require "balnet.reference.annotation"
local sources = require "balnet.native.sources"

---@class balnet.entry: balnet.annotation
---@field name string as one writes it: "balnet.linalg.svd", "tensor:sum", or the name of a class
---@field short string its last word
---@field kind "function"|"table"
---@field page string of which it is a part, as "balnet.linalg"

---@class balnet.page
---@field name string
---@field text string[]
---@field entries balnet.entry[]
---@field sections balnet.section[] one for every file of annotations, with what the file says of itself

---@class balnet.section
---@field text string[] empty where the file says nothing
---@field entries balnet.entry[]

-- Annotations of one subject may stand in several files; they make one page. False: the file is of an
-- internal module.
local page_of_annotations = {
  lyapunov_run = "lyapunov", flossing = "lyapunov", density = "spectrum", gaussian = "meanfield.gaussian",
  populations = "meanfield", simulation = "simulate", training = "trainer",
  fit_linear = "fit", learn_scores = "learn", linalg_distances = "linalg", reduce_alignment = "reduce",
  lesions = "geometry", low_rank = "meanfield", memory = "information", sparse = "meanfield", connections = "simulate",
  two_time = "meanfield",
  tensor_arithmetic = "tensor", tensor_functions = "tensor", tensor_make = "tensor", tensor_math = "tensor", tensor_reduce = "tensor",
  plot_guides = "plot", plot_marks = "plot", plot_panel = "plot", plot_plane = "plot", plot_samples = "plot",
  plot_shapes = "plot", markdown = false, mpi = false,
  pdf = false, process = false, signal_samples = "signal", stats_counts = "stats", stats_hypotheses = "stats",
  stats_distributions = "stats", stats_groups = "stats", stats_ranks = "stats",
}

-- The classes of objects that public functions return, the internal files that define them, and whether a
-- user calls their methods.
local objects = {
  { page = "balnet.experiment", file = "run/run", methods = true }, { page = "balnet.experiment", file = "run/history", methods = true },
  { page = "balnet.experiment", file = "run/measurement", methods = true }, { page = "balnet.experiment", file = "parameters/parameters" },
  { page = "balnet.learn", file = "learn/model", methods = true },
  { page = "balnet.stats", file = "stats/distribution", methods = true },
  { page = "balnet.plot", file = "plot/space", methods = true }, { page = "balnet.plot", file = "plot/polar", methods = true },
  { page = "balnet.sweep", file = "sweep/gather", methods = true }, { page = "balnet.sweep", file = "sweep/grid" },
  { page = "balnet.sweep", file = "sweep/workers" }, { page = "balnet.tasks", file = "tasks/task", methods = true },
}

-- The name of the function that a line of code defines.
local function function_name(code, page)
  if code:find "^local function " or code:find "^return function" or code:find "^return arguments%.at_caller" then return page end
  local name = code:match "^function ([%w_.:]+)" or code:match "^([%w_]+%.[%w_]+) = "
  if not name or name:find("^balnet%.") or name:find(":", 1, true) then return name end
  return page .. "." .. name:match "[%w_]+$"
end

local function add_entry(page, block, kind, name)
  block.name, block.kind, block.page = name, kind, page.name
  block.short = name:match "[%w_]+$"
  page.entries[#page.entries + 1] = block
  local section = page.sections[#page.sections]
  section.entries[#section.entries + 1] = block
end

local function add_section(page)
  local section = { text = {}, entries = {} }
  page.sections[#page.sections + 1] = section
  return section
end

local parents = {} -- the last word of a class's parent, by that of the class

local function add_class(page, block)
  if block.parent then parents[block.class:match "[%w_]+$"] = block.parent:match "[%w_]+$" end
  if #block.fields > 0 then add_entry(page, block, "table", block.class) end
end

-- The first block of a file describes it, unless it is of a function or a class.
local function add_public(page, text)
  local first = true
  local section = add_section(page)
  annotation.for_blocks(text:gsub("^%-%-%-@meta[^\n]*\n%-%-[^\n]*\n", ""), function(lines, code)
    local block = annotation.parse(lines)
    local name = function_name(code, page.name)
    if block.class then
      add_class(page, block)
    elseif name and #block.text > 0 then
      local self = block.params[1] and block.params[1].name == "self" and table.remove(block.params, 1)
      add_entry(page, block, "function", self and page.name:match "[%w_]+$" .. ":" .. name:match "[%w_]+$" or name)
    elseif first then
      section.text = block.text
      if #page.text == 0 then page.text = block.text end
    end
    first = false
  end)
end

-- The metatable of an internal file is called by its class.
local function add_object(page, text, with_methods)
  local class
  add_section(page)
  annotation.for_blocks(text, function(lines, code)
    local block = annotation.parse(lines)
    class = block.class and block.class:match "[%w_]+$" or class
    local method = code:match "^function %w+:([%w_]+)" or code:match "^%w+%.([%w_]+) = "
    local typed = method and (code:find("^function %w+:") or block.params[1] and block.params[1].name == "self")
    if block.class then
      add_class(page, block)
    elseif with_methods and class and typed and #block.text > 0 then
      if block.params[1] and block.params[1].name == "self" then table.remove(block.params, 1) end
      add_entry(page, block, "function", class .. ":" .. method)
    end
  end)
end

local catalog = {}

local pages -- made when they are first asked for

local function page_named(list, name)
  for _, page in ipairs(list) do
    if page.name == name then return page end
  end
  list[#list + 1] = { name = name, text = {}, entries = {}, sections = {} }
  return list[#list]
end

local function make()
  local paths, made = {}, {}
  for path in pairs(sources) do paths[#paths + 1] = path end
  table.sort(paths)
  add_public(page_named(made, "balnet"), sources["balnet.lua"])
  for _, path in ipairs(paths) do
    local name = path:match "^balnet/([%w_]+)%.lua$"
    if name then add_public(page_named(made, "balnet." .. name), sources[path]) end
  end
  for _, path in ipairs(paths) do
    local name = path:match "^balnet/meta/([%w_]+)%.lua$"
    local page = name and page_of_annotations[name]
    if page == nil then page = name end
    if page then add_public(page_named(made, "balnet." .. page), sources[path]) end
  end
  for _, object in ipairs(objects) do
    add_object(page_named(made, object.page), sources["balnet/" .. object.file .. ".lua"], object.methods)
  end
  table.sort(made, function(a, b) return a.name < b.name end)
  return made
end

--- The pages of the reference, sorted by name.
---@return balnet.page[]
function catalog.pages()
  pages = pages or make()
  return pages
end

--- The class that a class extends.
---@param class string its last word, as "trainer"
---@return string?
function catalog.parent(class)
  catalog.pages()
  return parents[class]
end

--- Goes through all entries: `for entry in catalog.entries() do`.
---@return fun(): balnet.entry?
function catalog.entries()
  return coroutine.wrap(function()
    for _, page in ipairs(catalog.pages()) do
      for _, entry in ipairs(page.entries) do coroutine.yield(entry) end
    end
  end)
end

-- What stands for a nil that must be given is "nil".
local function words(list)
  local names = {}
  for i, value in ipairs(list) do
    names[i] = (value.name or value.type) .. (value.optional and "?" or "")
    if value.type == "nil" then names[i] = "nil" end
  end
  return table.concat(names, ", ")
end

--- How a function is called, and what it gives: "balnet.linalg.svd(a, options?) -> u, s, vt".
---@param entry balnet.entry
---@param overload? integer another way to call it, by its number
---@return string
function catalog.signature(entry, overload)
  local call = overload and entry.overloads[overload] or entry
  local given = words(call.returns)
  return ("%s(%s)%s"):format(entry.name, words(call.params), given ~= "" and " -> " .. given or "")
end

-- Whether a full stop ends a sentence: not behind "et al", an initial or another full stop.
local function ends_sentence(before)
  return not before:find "%f[%w]al$" and not before:find "%f[%w]%u$" and not before:find "%.$"
end

--- The first sentence of a description.
---@param text string[]
---@return string
function catalog.summary(text)
  local paragraph = {}
  for _, line in ipairs(text) do
    if line == "" then break end
    paragraph[#paragraph + 1] = line
  end
  local all = table.concat(paragraph, " "):gsub("%s+", " ")
  for at in all:gmatch "()%.%s" do
    if ends_sentence(all:sub(1, at - 1)) then return all:sub(1, at) end
  end
  return all
end

return catalog
