-- Tensors: shapes, text, tables and what a tensor's life is like. Expected values are known by heart.
local lu = require "luaunit"
local balnet = require "balnet"

TestTensor = {}

function TestTensor:test_a_new_tensor_has_the_shape_and_dtype_that_were_asked_for()
  local x = balnet.zeros(3, 4, "f32")
  lu.assertEquals({ x:shape() }, { 3, 4 })
  lu.assertEquals({ x:dims(), x:size(), #x, x:dtype(), x:shape(-1) }, { 2, 12, 3, "f32", 4 })
  lu.assertEquals(x:totable(), { { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 } })
end

os.exit(lu.LuaUnit.run())
