--- Records what a script prints and which figures it saves, by the cell that runs. It replaces functions of Lua and of the
-- library, as long as the report is made.

local exit = require "balnet.program.exit"
local plot = require "balnet.plot"

local recorder = {}

local dpi = 150 -- of the pictures in a report

---@class balnet.report.record
---@field output string[] what was printed
---@field figures { paths: string[], picture: string, recipe: table }[] figures, each with the paths it was saved under,
--- its PNG and recipe

-- The record of the cell that runs.
local function current(self) return self.records[self.cell] end

-- Wraps a function so that `before` sees its arguments.
local function wrapped(f, before)
  return function(...)
    before(...)
    return f(...)
  end
end

local function record_output(self)
  local function add(...)
    local output = current(self).output
    for i = 1, select("#", ...) do output[#output + 1] = tostring((select(i, ...))) end
  end
  self.print, self.write = print, io.write
  function _G.print(...)
    local words = table.pack(...)
    for i = 1, words.n do words[i] = tostring(words[i]) end
    add(table.concat(words, "\t"), "\n")
    return self.print(...)
  end
  rawset(io, "write", wrapped(io.write, function(...) if io.output() == io.stdout then add(...) end end))
  local methods = getmetatable(io.stdout).__index
  self.methods, self.file_write = methods, methods.write
  methods.write = wrapped(methods.write, function(file, ...) if file == io.stdout then add(...) end end)
end

-- The script may end by os.exit: the page is written nevertheless.
local function record_exit(self)
  self.exit = os.exit
  rawset(os, "exit", function(status)
    if status == nil or status == true then status = 0 end
    exit.stop(math.tointeger(status) or 1)
  end)
end

-- The figure's place in the cell's list; a figure that is saved in several formats stands there once.
local function place(self, figure)
  local figures = current(self).figures
  local last = figures[#figures]
  if last and last.figure == figure then return last end
  figures[#figures + 1] = { figure = figure, paths = {} }
  return figures[#figures]
end

local function record_figures(self)
  local class = debug.getmetatable(plot.figure()).__index
  self.class, self.save = class, class.save
  function class.save(figure, ...)
    local result = self.save(figure, ...)
    local entry = place(self, figure)
    for _, path in ipairs { ... } do
      if type(path) == "string" then entry.paths[#entry.paths + 1] = path end
    end
    local options = select(-1, ...)
    self.save(figure, self.picture, { dpi = dpi, recipe = type(options) == "table" and options.recipe or nil })
    local file <close> = assert(io.open(self.picture, "rb"))
    entry.picture, entry.recipe = file:read "a", plot.recipe(self.picture)
    return result
  end
end

--- Starts.
---@param cells integer how many there are
---@param folder string where pictures may be written for a moment
---@return table self to be closed, which gives everything back
function recorder.start(cells, folder)
  local self = setmetatable({ cell = 0, records = {}, picture = folder .. "/figure.png" }, recorder.meta)
  for i = 0, cells do self.records[i] = { output = {}, figures = {} } end
  record_output(self)
  record_figures(self)
  record_exit(self)
  recorder.running = self
  return self
end

--- Enters cell `i`: what is printed and drawn from here on belongs to it. A script is made to call it where its texts stand.
---@param i integer
function recorder.enter(i) recorder.running.cell = i end

recorder.meta = {
  __close = function(self)
    _G.print, self.methods.write = self.print, self.file_write
    rawset(io, "write", self.write)
    self.class.save = self.save
    rawset(os, "exit", self.exit)
    os.remove(self.picture)
    recorder.running = nil
  end,
}

return recorder
