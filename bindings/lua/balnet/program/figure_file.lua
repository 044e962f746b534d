--- What the file of a figure or a movie holds: its recipe, its drawing, and for a PDF file of TeX those of the figures
-- that were included in it.

local plot = require "balnet.plot"
local system = require "balnet.native.system"

local figure_file = {}

---@class balnet.FigureInFile
---@field name string the path under which it was included; empty for the file itself
---@field entries table<string, string> the recipe
---@field picture string what is drawn, as bytes that are the same for the same drawing
---@field properties table<string, string> what else the file says of the figure, as its title and date
---@field rewritten boolean whether another program drew it anew, so that its drawing has other bytes

-- Keys of the PDF reference, and what Ghostscript and TeX add.
local standard = {}
for name in ("Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped"):gmatch "%a+" do
  standard[name] = true
end

-- Entries that stand in a PDF file's Keywords, for programs that drop keys which they don't know.
local function entries_of_keywords(keywords)
  local entries = {}
  for key, value in (keywords .. "; "):gmatch "(%a[%w_]*): (.-); " do
    entries[key] = value:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end)
  end
  return entries
end

local function from_information(figure)
  local entries, properties = {}, {}
  for key, value in pairs(figure.information) do (standard[key] and properties or entries)[key] = value end
  local rewritten = not entries.command_line and properties.Keywords ~= nil
  if rewritten then entries = entries_of_keywords(properties.Keywords) end
  return { name = figure.name, entries = entries, picture = figure.picture, properties = properties,
    rewritten = rewritten }
end

-- The module that reads PDF files of any program; nil where balnet was built without it.
local function pdf_module()
  local open = package.loadlib(system.library_folder() .. "/balnet_pdf.so", "luaopen_balnet_pdf")
  return open and open()
end

local function read_pdf(pdf, path)
  local figures, fault = pdf.figures(path)
  if not figures then return nil, fault end
  for i, figure in ipairs(figures) do figures[i] = from_information(figure) end
  return figures
end

local function is_pdf(path)
  local file <close> = io.open(path, "rb")
  return file ~= nil and file:read(5) == "%PDF-"
end

--- Reads a file: PNG, PDF, SVG, EPS, GIF, MP4 or WebM.
---@param path string
---@return balnet.FigureInFile[]|nil # the file itself first; nil when it can't be read
---@return string|nil fault
function figure_file.read(path)
  local of_pdf = is_pdf(path)
  local pdf = of_pdf and pdf_module()
  if pdf then return read_pdf(pdf, path) end
  local read, entries, picture, properties = pcall(plot.recipe, path)
  if not read then return nil, of_pdf and entries .. "; files of other programs need balnet_pdf.so" or entries end
  return { { name = "", entries = entries, picture = picture, properties = properties, rewritten = false } }
end

--- Those figures of a file that carry a recipe which --rerun can follow.
---@param figures balnet.FigureInFile[]
---@return balnet.FigureInFile[]
function figure_file.with_recipe(figures)
  local list = {}
  for _, figure in ipairs(figures) do
    if figure.entries.command_line then list[#list + 1] = figure end
  end
  return list
end

return figure_file
