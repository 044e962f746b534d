--- Which singular values count as zero.

--- The limit below which they do: the tolerance times the largest.
---@param s balnet.tensor ... x K, descending
---@param a balnet.tensor ... x M x N, the matrices that they are of
---@param tolerance? number eps max(M, N)
---@return balnet.tensor ... x 1
return function(s, a, tolerance)
  local factor = tolerance or 2.0 ^ -52 * math.max(a:shape(-2), a:shape(-1))
  if not (factor >= 0 and factor < 1) then
    error(("tolerance is %s; a share of the largest singular value, from 0 to below 1, was needed"):format(factor), 0)
  end
  return s:max(-1, true) * factor
end
