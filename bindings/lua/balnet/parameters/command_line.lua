--- The command line of an experiment: `--name value`, `--name=value`, and `--name` alone for true.
-- A hyphen inside a name counts as an underscore. The last of several values wins.

local parameters = require "balnet.parameters.parameters"

local command_line = {}

local function next_value(declaration, arguments, position)
  local following = arguments[position + 1]
  if declaration.kind ~= "boolean" then return following, position + 1 end
  if following == "true" or following == "false" then return following, position + 1 end
  return "true", position
end

--- Reads arguments against a set of declarations.
---@param set balnet.parameter_set
---@param arguments string[]
---@return table<string, any>|nil # accepted values by name; nil when an argument is wrong
---@return string|nil fault the sentence that says which and why
function command_line.read(set, arguments)
  local values, position = {}, 1
  while position <= #arguments do
    local word = arguments[position]
    local given, text = word:match "^%-%-([^=]+)=(.*)$"
    given = given or word:match "^%-%-(.+)$"
    if not given then
      return nil, ("'%s' is not expected; a parameter is given as --name value"):format(word)
    end
    local name = given:gsub("-", "_")
    local declaration = set.by_name[name]
    if not declaration then return nil, set:unknown(given, "--") end
    if not text then text, position = next_value(declaration, arguments, position) end
    if not text then
      return nil, ("--%s has no value; it must be %s"):format(given, parameters.expected(declaration))
    end
    local value, fault = set:read(name, text)
    if fault then return nil, "--" .. fault end
    values[name], position = value, position + 1
  end
  return values
end

--- A word, quoted where a shell would not take it literally.
---@param word string
---@return string
function command_line.quoted(word)
  if word:find "^[%w_@%%+=:,./-]+$" then return word end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

--- The command line as it could be typed into a shell again.
---@param arguments table<integer, string> as Lua's `arg`: the script at 0, what stood before it below
---@return string
function command_line.text(arguments)
  local first, words = 0, {}
  while arguments[first - 1] do first = first - 1 end
  for i = first, #arguments do words[#words + 1] = command_line.quoted(arguments[i] or "") end
  return table.concat(words, " ")
end

--- The words of a command line that `text` has made.
---@param text string
---@return string[]
function command_line.words(text)
  local words, word, at = {}, nil, 1
  while at <= #text do
    local quoted, behind = text:match("^'([^']*)'()", at)
    local escaped = not quoted and text:match("^\\(.)", at)
    if text:find("^ ", at) then
      words[#words + 1], word = word, nil
      at = at + 1
    else
      word = (word or "") .. (quoted or escaped or text:sub(at, at))
      at = behind or at + (escaped and 2 or 1)
    end
  end
  words[#words + 1] = word
  return words
end

return command_line
