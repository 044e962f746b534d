--- The page of a report: HTML that needs no other file.

local markdown = require "balnet.native.markdown"

local page = {}

local style = [[
:root { color-scheme: light dark; --ground: #fff; --text: #1a1a1a; --quiet: #666; --box: #f4f4f4; --fault: #b00020; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181c; --text: #e6e6e6; --quiet: #9a9a9a; --box: #22252b; --fault: #ff8a80; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 50rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
pre { padding: .7rem; overflow-x: auto; font: .85rem/1.4 ui-monospace, monospace; }
pre.code { background: var(--box); border-radius: 4px; }
pre.output { border-left: 3px solid var(--quiet); }
pre.fault { border-left: 3px solid var(--fault); color: var(--fault); }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; background: #fff; }
figcaption, footer { color: var(--quiet); font-size: .85rem; }
summary { cursor: pointer; }
table { border-collapse: collapse; }
td { padding: 0 1rem 0 0; vertical-align: top; }
]]

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function escaped(text) return (text:gsub('[&<>"]', entities)) end

local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- RFC 4648.
local function base64(bytes)
  local parts = {}
  for at = 1, #bytes, 3 do
    local a, b, c = bytes:byte(at, at + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    local function digit(shift)
      local i = (n >> shift & 63) + 1
      return digits:sub(i, i)
    end
    parts[#parts + 1] = digit(18) .. digit(12) .. (b and digit(6) or "=") .. (c and digit(0) or "=")
  end
  return table.concat(parts)
end

-- The entries of a recipe that tell how a figure came about.
local shown = { "balnet_version", "script", "command_line", "seed" }

local function figure_html(figure)
  local rows = {}
  for _, name in ipairs(shown) do
    local value = figure.recipe[name]
    if value and value ~= "" then
      rows[#rows + 1] = ("<tr><td>%s</td><td><code>%s</code></td></tr>"):format(name:gsub("_", " "), escaped(value))
    end
  end
  local names = escaped(table.concat(figure.paths, ", "))
  return ([[
<figure>
<img alt="%s" src="data:image/png;base64,%s">
<figcaption><details><summary>%s</summary><table>%s</table></details></figcaption>
</figure>
]]):format(names, base64(figure.picture), names, table.concat(rows))
end

local function add_record(parts, record)
  local output = table.concat(record.output)
  if output:find "%S" then parts[#parts + 1] = ('<pre class="output">%s</pre>\n'):format(escaped(output)) end
  for _, figure in ipairs(record.figures) do parts[#parts + 1] = figure_html(figure) end
end

local function trimmed(code) return (code:gsub("^%s*\n", ""):gsub("%s+$", "")) end

local function title_of(cells, script)
  for _, cell in ipairs(cells) do
    local heading = cell.kind == "text" and cell.text:match "^%s*#+ *([^\n]+)"
    if heading then return heading end
  end
  return script
end

--- Makes the page.
---@param report { cells: balnet.report.cell[], records: table<integer, balnet.report.record>, script: string,
--- command_line: string, version: string, fault: string|nil } `records[i]` is of the code after text i
---@return string html
function page.html(report)
  local parts, of_code = {}, report.records[0]
  for i, cell in ipairs(report.cells) do
    if cell.kind == "text" then
      parts[#parts + 1] = markdown.html(cell.text)
      of_code = report.records[i]
    else
      parts[#parts + 1] = ('<pre class="code"><code>%s</code></pre>\n'):format(escaped(trimmed(cell.text)))
      add_record(parts, of_code)
    end
  end
  if report.fault then parts[#parts + 1] = ('<pre class="fault">%s</pre>\n'):format(escaped(report.fault)) end
  return ([[
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>
%s</style>
</head>
<body>
%s<footer>Made by <code>%s</code>, balnet %s.</footer>
</body>
</html>
]]):format(escaped(title_of(report.cells, report.script)), style, table.concat(parts), escaped(report.command_line),
    escaped(report.version))
end

return page
