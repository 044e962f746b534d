--- A page of the manual as cells: text in Markdown, and blocks of code between fences.

local page = {}

---@class manual.cell
---@field kind "text"|"code"
---@field text string
---@field language string? of code: some are run, others are shown
---@field line integer the first line of it in the page

-- Adds what has been gathered as a cell.
local function close(cells, kind, lines, first, language)
  if #lines == 0 then return end
  cells[#cells + 1] = { kind = kind, text = table.concat(lines, "\n") .. "\n", language = language, line = first }
end

--- Splits a page.
---@param text string
---@return manual.cell[]
function page.split(text)
  local cells, lines, first, language, number = {}, {}, 1, nil, 0
  for line in text:gmatch "([^\n]*)\n" do
    number = number + 1
    local word = line:match "^```(%w*)$"
    if word then
      close(cells, language and "code" or "text", lines, first, language)
      language = not language and word or nil
      lines, first = {}, number + 1
    else
      lines[#lines + 1] = line
    end
  end
  assert(not language, "a block of code is not closed")
  close(cells, "text", lines, first)
  return cells
end

local run = { lua = true, sh = true, python = true }

--- Whether a block is run: one of Lua, commands, or one of Python. A file that begins with #! is shown.
---@param cell manual.cell
---@return boolean
function page.is_run(cell) return run[cell.language] ~= nil and cell.text:sub(1, 2) ~= "#!" end

--- The text of a file.
---@param path string
---@return string
function page.read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

--- The title, which is the first heading.
---@param text string of a page
---@return string
function page.title(text) return assert(text:match "^# ([^\n]+)", "a page begins with its title") end

return page
