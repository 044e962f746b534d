--- Tensors among arguments: their shapes in words, and checks of their numbers.

local tensors = {}

--- "5 x 3".
---@param t balnet.tensor
---@return string
function tensors.shape(t) return table.concat({ t:shape() }, " x ") end

--- An error where a number is NaN or infinite.
---@param name string of the argument
---@param t balnet.tensor
function tensors.check_finite(name, t)
  if not t:is_finite():all() then error(("a number of %s is not finite"):format(name), 0) end
end

return tensors
