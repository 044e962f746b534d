-- Signals of any dimensions as rows: what is done to each along one dimension is done to rows.

--- The signals as rows (lines x n, f64), a function that brings rows back into the dimensions of t, and n.
---@param t balnet.tensor
---@param dim integer
---@return balnet.tensor rows
---@return fun(rows: balnet.tensor): balnet.tensor
---@return integer n
return function(t, dim)
  if t:dims() == 0 then error("a scalar was given; a signal was needed", 0) end
  local last = t:transpose(dim, -1)
  local shape = { last:shape() }
  local n = table.remove(shape)
  local count = 1
  for _, extent in ipairs(shape) do count = count * extent end
  return last:to("f64"):reshape(count, n), function(rows)
    local whole = table.move(shape, 1, #shape, 1, {})
    whole[#whole + 1] = rows:shape(2)
    return rows:reshape(table.unpack(whole)):transpose(dim, -1)
  end, n
end
