--- What varies in numbers and what rounding leaves of a constant: the one criterion of all that is divided by a variance. Deviations
-- come over a power of two, so that no square of them overflows or vanishes.

local variation = {}

-- Four times the distance of neighbours, as a share of the number: two sums and a difference of it.
local shares = { f64 = 2.0 ^ -50, f32 = 2.0 ^ -21 }

--- How far numbers of the tensor's dtype may lie from their mean by rounding alone, as a share of the largest of them.
---@param t balnet.tensor
---@return number
function variation.share(t) return shares[t:dtype()] end

--- The power of two that is next to the largest of the numbers; 1 for zeros, and for what is not finite.
---@param values balnet.tensor
---@return number
function variation.scale(values)
  local size = values:size() > 0 and values:abs():max() or 0
  if size == 0 or size ~= size or size == math.huge then return 1.0 end
  return 2.0 ^ math.max(-1022, math.min(1023, math.floor(math.log(size, 2))))
end

--- Whether deviations are rounding alone. NaN is not.
---@param off balnet.tensor deviations
---@param values balnet.tensor of what
---@param share number of `share`, of the tensor that the values come from
---@return boolean
function variation.is_rounding(off, values, share) return off:abs():max() <= share * values:abs():max() end

--- The deviations of values from their mean, over a power of two, and that power; nil where they are rounding alone. NaN is no
-- constant: it goes into the results.
---@param values balnet.tensor f64, a vector
---@param share number of `share`, of the tensor that the values come from
---@return balnet.tensor? deviations
---@return number scale
function variation.of(values, share)
  local scale = variation.scale(values)
  local scaled = values / scale
  local off = scaled - scaled:mean()
  if variation.is_rounding(off, scaled, share) then return nil, scale end
  return off, scale
end

--- A correlation without what rounding puts beyond 1; NaN stays.
---@param r number
---@return number
function variation.correlation(r)
  if math.abs(r) > 1 then return r > 0 and 1.0 or -1.0 end
  return r
end

return variation
