-- Parameter files: any text gives values or a sentence with the line, and no table gives other values than Lua would.
local parse = require("balnet.parameters.file").parse

-- A text without comments that was read is an expression of Lua, too; where Lua takes it, both must agree.
local function check_against_lua(text, values)
  if text:find "%-%-" or #text > 4000 then return end
  local chunk = load(text, "=text", "t", {})
  if not chunk then return end
  local expected = chunk()
  for name, value in pairs(values) do
    local same = expected[name] == value or value ~= value and expected[name] ~= expected[name]
    if not same then error(("%s is %s, and %s in Lua"):format(name, tostring(value), tostring(expected[name]))) end
  end
end

return function(text)
  local values, fault = parse(text, "file")
  if values then
    assert(fault == nil)
    for name, value in pairs(values) do
      assert(type(name) == "string")
      local kind = type(value)
      assert(kind == "number" or kind == "string" or kind == "boolean", kind)
    end
    check_against_lua(text, values)
  else
    assert(fault:find "^file:%d+: .+ is needed; .+ was found", fault)
  end
end
