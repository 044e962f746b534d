--- A script as the cells of a report: texts in Markdown, which are long comments that begin a line, and the code between
-- them.

local source = {}

---@class balnet.report.cell
---@field kind "text"|"code"
---@field text string
---@field line integer the first line of it in the script

-- The end of a long bracket that opens at `at`, and where its content begins and ends; nil when none opens there.
local function long_bracket(text, at)
  local level = text:match("^%[(=*)%[", at)
  if not level then return nil end
  local first = at + #level + 2
  local last, stop = text:find("]" .. level .. "]", first, true)
  return stop or #text, first, (last or #text + 1) - 1
end

local function end_of_quotes(text, at)
  local quote = text:sub(at, at)
  local here = at + 1
  while here <= #text do
    local byte = text:sub(here, here)
    if byte == quote then return here end
    here = here + (byte == "\\" and 2 or 1)
  end
  return #text
end

-- The long comments at the beginning of a line, as { from, to, first, last }: the whole, and its content.
local function texts_of(script)
  local found, at = {}, 1
  while true do
    at = script:find("[%-%[\"']", at)
    if not at then return found end
    local byte, stop = script:sub(at, at), at
    if byte == "-" and script:sub(at, at + 1) == "--" then
      local first, last
      stop, first, last = long_bracket(script, at + 2)
      if stop and (at == 1 or script:sub(at - 1, at - 1) == "\n") then
        found[#found + 1] = { from = at, to = stop, first = first, last = last }
      end
      stop = stop or (script:find("\n", at, true) or #script)
    elseif byte == "[" then
      stop = long_bracket(script, at) or at
    elseif byte ~= "-" then
      stop = end_of_quotes(script, at)
    end
    at = stop + 1
  end
end

local function lines_in(text) return select(2, text:gsub("\n", "")) end

--- Splits a script.
---@param script string
---@return balnet.report.cell[] cells
---@return string instrumented the script with `call:format(i)` in the place of each text, cell i; lines keep their numbers
function source.split(script, call)
  local cells, instrumented, at, line = {}, {}, 1, 1
  local function add_code(last)
    local code = script:sub(at, last)
    instrumented[#instrumented + 1] = code
    if code:find "%S" then cells[#cells + 1] = { kind = "code", text = code, line = line } end
    line = line + lines_in(code)
  end
  for _, text in ipairs(texts_of(script)) do
    add_code(text.from - 1)
    cells[#cells + 1] = { kind = "text", text = script:sub(text.first, text.last), line = line }
    local lines = lines_in(script:sub(text.from, text.to))
    instrumented[#instrumented + 1] = call:format(#cells) .. ("\n"):rep(lines)
    at, line = text.to + 1, line + lines
  end
  add_code(#script)
  return cells, table.concat(instrumented)
end

return source
