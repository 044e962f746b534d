-- The other tests of tensors again, with a full garbage collection at every line of Lua: an object that a function
-- holds only by a pointer would be freed before the next line.
local folder = os.getenv "BALNET_SOURCE" .. "/tests/bindings/tensor/"
local exit, codes = os.exit, {}
os.exit = function(code) codes[#codes + 1] = code end
arg = { [0] = arg[0], "-x", "pile_up", "-x", "without_its_tensor" } -- these two collect by themselves, many times

for _, name in ipairs { "test_tensor", "test_tensor_index", "test_tensor_math" } do
  local before = {}
  for global in pairs(_G) do before[global] = true end
  debug.sethook(function() collectgarbage() end, "l")
  dofile(folder .. name .. ".lua")
  debug.sethook()
  for global in pairs(_G) do
    if not before[global] then _G[global] = nil end -- the tests of one file are not run with the next
  end
end

local failed = 0
for _, code in ipairs(codes) do failed = failed + (code == true and 0 or code) end
exit(#codes == 3 and failed or 1)
