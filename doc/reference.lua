-- Turns the library's own comments into what LDoc reads: `lua reference.lua SOURCE FOLDER` writes a file for every
-- public module into the folder. In Lua they are annotations for editors (`---@param name type text`), in C blocks
-- between `/***` and `*/` with LDoc's own tags. A function that C documents is left out of the annotations for editors.
-- Internal modules have no page; the objects that they make for users stand on the page of the module that gives them.

local source, folder = table.unpack(arg)

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

local function files(pattern)
  local list, pipe = {}, assert(io.popen("ls '" .. source .. "'/" .. pattern))
  for path in pipe:lines() do list[#list + 1] = path end
  pipe:close()
  return list
end

-- --- annotations -----------------------------------------------------------------------------------

local opening, closing = { ["("] = true, ["{"] = true, ["<"] = true, ["["] = true },
  { [")"] = true, ["}"] = true, [">"] = true, ["]"] = true }

-- Splits "fun(a: b): c text" behind the type. Spaces belong to it inside of brackets and behind a colon.
local function split_type(text)
  local depth, quoted = 0, false
  for at = 1, #text do
    local char, before = text:sub(at, at), text:sub(at - 1, at - 1)
    if char == '"' then quoted = not quoted end
    if not quoted then
      depth = depth + (opening[char] and 1 or 0) - (closing[char] and 1 or 0)
      if char == " " and depth == 0 and before ~= ":" and before ~= "," then
        return text:sub(1, at - 1), text:sub(at + 1)
      end
    end
  end
  return text, ""
end

-- Whether LDoc can parse the type.
local function plain(kind) return kind:find "^[%w_.]+$" ~= nil end

local function with_type(text, kind) return ("%s (`%s`)"):format(text, kind) end

local tags = {}

function tags.param(out, rest)
  local name, optional, behind = rest:match "^([%w_.]+)(%??)%s+(.*)$"
  local kind, text = split_type(behind)
  if plain(kind) then
    out[#out + 1] = ("@tparam%s %s %s %s"):format(optional == "?" and "[opt]" or "", kind, name, text)
  else
    out[#out + 1] = ("@param%s %s %s"):format(optional == "?" and "[opt]" or "", name, with_type(text, kind))
  end
end

tags["return"] = function(out, rest)
  local kind, text = split_type(rest)
  text = text:gsub("^# *", ""):gsub(" # ", ": ", 1)
  out[#out + 1] = plain(kind) and ("@treturn %s %s"):format(kind, text) or "@return " .. with_type(text, kind)
end

function tags.field(out, rest)
  local name, optional, behind = rest:match "^([%w_.]+)(%??)%s+(.*)$"
  if not name then return end
  local kind, text = split_type(behind)
  text = with_type(text:gsub("^# *", ""), kind)
  out[#out + 1] = ("@field %s %s%s"):format(name, text, optional == "?" and " optional" or "")
end

function tags.class(out, rest)
  local name, text = rest:match "^([%w_.]+)[^ ]*%s*(.*)$"
  out.class = name
  out.text[#out.text + 1] = text:gsub("^:%s*[%w_.]+%s*", "")
end

-- A block of comment lines for LDoc: the text, and the tags below it.
local function parse(lines)
  local out = { text = {} }
  for _, line in ipairs(lines) do
    line = line:gsub("^%-%- @module .*$", "")
    local tag, rest = line:match "^%-%-%-@(%w+)%s*(.*)$"
    if not tag then
      line = line:gsub("^%-%-%-?%s?", "")
      if #out > 0 then out[#out] = out[#out] .. " " .. line else out.text[#out.text + 1] = line end
    elseif tags[tag] then
      tags[tag](out, rest)
    end
  end
  return out
end

-- The name of the function that a line of code defines. The metatable of an internal file is called by its class.
local function function_name(code, module, class)
  local name = code:match "^function ([%w_.:]+)"
  if name and class then name = name:gsub("^%w+:", class .. ":") end
  if name then return name end
  if code:find "^local function " or code:find "^return function" then return module:match "[^.]*$" end
  return code:match "^([%w_]+%.[%w_]+) = "
end

-- --- pages -----------------------------------------------------------------------------------------

-- LDoc joins comments that are not separated by code, and ignores a `local` without a value.
local separator = "local _ = nil\n"

-- Escapes a < before a space or a digit, which begins no mark-up. LDoc itself escapes lines of code.
local function escaped(line) return line:find "^    " and line or (line:gsub("<%f[%s%d]", "&lt;")) end

local function emit(page, text, kind, name, block)
  page[#page + 1] = "---" -- alone: a first line with another -- in it would be the last one too
  for _, line in ipairs(text) do page[#page + 1] = "-- " .. escaped(line) end
  page[#page + 1] = ("-- @%s %s"):format(kind, name)
  for _, line in ipairs(block) do page[#page + 1] = "-- " .. line end
  page[#page + 1] = separator
end

local pages, order = {}, {}

-- The page of a module; `text` describes it, unless that is done already.
local function page_of(module, text)
  if not pages[module] then
    pages[module] = {}
    order[#order + 1] = module
    emit(pages[module], text, "module", module, {})
  end
  return pages[module]
end

-- Calls visit(block, code) with every block of comments that documents, and the code behind it.
local function for_blocks(text, visit)
  local lines
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    local comment = line:find "^%-%-" and (lines or line:find "^%-%-%-")
    if comment then
      lines = lines or {}
      lines[#lines + 1] = line
    elseif lines then
      visit(lines, line)
      lines = nil
    end
  end
end

local documented_in_c = {} -- by the name alone and by that with its module

local function add_lua(module, text)
  local page
  for_blocks(text:gsub("^%-%-%-@meta[^\n]*\n%-%-[^\n]*\n", ""), function(lines, code)
    local block = parse(lines)
    local name = function_name(code, module)
    local heads = not page and not name and not block.class
    page = page or page_of(module, heads and block.text or {})
    if block.class and #block > 0 then
      emit(page, block.text, "table", block.class, block)
    elseif name and #block.text > 0 and not documented_in_c[name] then
      emit(page, block.text, "function", name, block)
    end
  end)
end

-- The classes of an internal file, and their methods, on the page of a public module. Functions of the file are left out.
local function add_classes(module, text)
  local page, class = page_of(module, {}), nil
  for_blocks(text, function(lines, code)
    local block = parse(lines)
    class = block.class and block.class:match "[%w_]+$" or class
    local name = function_name(code, module, class)
    if block.class and #block > 0 then
      emit(page, block.text, "table", block.class, block)
    elseif name and name:find(":", 1, true) and #block.text > 0 then
      emit(page, block.text, "function", name, block)
    end
  end)
end

local function add_c(module, text)
  local header = text:match "^/%* (.-)\n\n" or text:match "^/%* (.-)%*/"
  local page = page_of(module, { (header:gsub("\n%s*", " ")) })
  for comment in text:gmatch "/%*%*%*%s+(.-)%*/" do
    comment = comment:gsub("%s+@(%l)", "\n@%1"):gsub("@function%s+", "@function ")
    local name = comment:match "@function ([%w_.:]+)"
    if name then documented_in_c[name], documented_in_c[module:match "[^.]*$" .. "." .. name] = true, true end
    page[#page + 1] = "---"
    for line in comment:gmatch "[^\n]+" do page[#page + 1] = "-- " .. escaped(line) end
    page[#page + 1] = separator
  end
end

-- The public module to which a file in C belongs; nil for one that is internal.
local facades = {
  density = "spectrum", eigenvalues = "spectrum", information_rate = "information", linear_response = "information",
  lyapunov_network = "lyapunov", lyapunov_tracker = "lyapunov", meanfield = "meanfield", stationary = "meanfield",
  gaussian = "meanfield.gaussian", simulation = "simulate", plot = "plot", plot_document = "plot", plot_save = "plot",
  trainer_state = "trainer", trainer_task = "trainer",
}

local function module_of_c(path, text)
  if path:find "/mpi/" then return nil end
  local name = text:match "luaopen_balnet_([%w_]+)" or text:match "part of balnet%.([%w_]+)" or path:match "([%w_]+)%.c$"
  local facade = facades[name:gsub("^native_", "")]
  if name:find "^native_" and not facade then return nil end
  return "balnet." .. (facade or name)
end

for _, path in ipairs(files "bindings/*/*.c") do
  local text = read(path)
  local module = text:find("/***", 1, true) and module_of_c(path, text)
  if module then add_c(module, text) end
end

-- Annotations of one subject may stand in several files; they make one page.
local annotated = {
  density = "spectrum", eigenvalues = "spectrum", simulation = "simulate", training = "trainer", tensor_functions = "tensor",
  tensor_make = "tensor", tensor_math = "tensor", tensor_reduce = "tensor", mpi = false, process = false,
}

add_lua("balnet", read(source .. "/bindings/lua/balnet.lua"))
for _, path in ipairs(files "bindings/lua/balnet/*.lua") do add_lua("balnet." .. path:match "([%w_]+)%.lua$", read(path)) end
for _, path in ipairs(files "bindings/lua/balnet/meta/*.lua") do
  local name = path:match "([%w_]+)%.lua$"
  local module = annotated[name]
  if module == nil then module = name end
  if module then add_lua("balnet." .. module, read(path)) end
end

-- The classes of objects that public functions return, and the internal files that define them.
local objects = {
  { "experiment", "run/run" }, { "experiment", "run/history" }, { "experiment", "run/measurement" },
  { "experiment", "parameters/parameters" }, { "sweep", "sweep/gather" }, { "sweep", "sweep/grid" }, { "sweep", "sweep/workers" },
}
for _, object in ipairs(objects) do
  add_classes("balnet." .. object[1], read(("%s/bindings/lua/balnet/%s.lua"):format(source, object[2])))
end

for _, module in ipairs(order) do
  local file <close> = assert(io.open(("%s/%s.lua"):format(folder, module), "wb"))
  file:write(table.concat(pages[module], "\n"), "\n")
end
