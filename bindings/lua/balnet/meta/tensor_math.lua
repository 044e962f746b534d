---@meta balnet.meta.tensor_math
-- luacheck: ignore 212 241

--- Functions of each element. Every method makes a new tensor; the form with a _ behind its name overwrites the
--- tensor and returns it; the function of the library takes numbers too, and gives a number for numbers.
--- Errors: a closed tensor.

---@class balnet.tensor
---@operator unm: balnet.tensor
---@field abs_ fun(self: balnet.tensor): balnet.tensor # `abs` in place
---@field neg_ fun(self: balnet.tensor): balnet.tensor # `neg` in place
---@field sign_ fun(self: balnet.tensor): balnet.tensor # `sign` in place
---@field reciprocal_ fun(self: balnet.tensor): balnet.tensor # `reciprocal` in place
---@field floor_ fun(self: balnet.tensor): balnet.tensor # `floor` in place
---@field ceil_ fun(self: balnet.tensor): balnet.tensor # `ceil` in place
---@field round_ fun(self: balnet.tensor): balnet.tensor # `round` in place
---@field trunc_ fun(self: balnet.tensor): balnet.tensor # `trunc` in place
---@field sqrt_ fun(self: balnet.tensor): balnet.tensor # `sqrt` in place
---@field square_ fun(self: balnet.tensor): balnet.tensor # `square` in place
---@field exp_ fun(self: balnet.tensor): balnet.tensor # `exp` in place
---@field expm1_ fun(self: balnet.tensor): balnet.tensor # `expm1` in place
---@field log_ fun(self: balnet.tensor): balnet.tensor # `log` in place
---@field log1p_ fun(self: balnet.tensor): balnet.tensor # `log1p` in place
---@field log2_ fun(self: balnet.tensor): balnet.tensor # `log2` in place
---@field log10_ fun(self: balnet.tensor): balnet.tensor # `log10` in place
---@field sin_ fun(self: balnet.tensor): balnet.tensor # `sin` in place
---@field cos_ fun(self: balnet.tensor): balnet.tensor # `cos` in place
---@field tan_ fun(self: balnet.tensor): balnet.tensor # `tan` in place
---@field asin_ fun(self: balnet.tensor): balnet.tensor # `asin` in place
---@field acos_ fun(self: balnet.tensor): balnet.tensor # `acos` in place
---@field atan_ fun(self: balnet.tensor): balnet.tensor # `atan` in place
---@field sinh_ fun(self: balnet.tensor): balnet.tensor # `sinh` in place
---@field cosh_ fun(self: balnet.tensor): balnet.tensor # `cosh` in place
---@field tanh_ fun(self: balnet.tensor): balnet.tensor # `tanh` in place
---@field erf_ fun(self: balnet.tensor): balnet.tensor # `erf` in place
---@field erfc_ fun(self: balnet.tensor): balnet.tensor # `erfc` in place
---@field relu_ fun(self: balnet.tensor): balnet.tensor # `relu` in place
---@field sigmoid_ fun(self: balnet.tensor): balnet.tensor # `sigmoid` in place
---@field softplus_ fun(self: balnet.tensor): balnet.tensor # `softplus` in place
---@field is_nan_ fun(self: balnet.tensor): balnet.tensor # `is_nan` in place
---@field is_finite_ fun(self: balnet.tensor): balnet.tensor # `is_finite` in place
local tensor = {}

--- The magnitude of each element.
---
---     balnet.tensor { -1.5, 2 }:abs()  --> { 1.5, 2 }
---@return balnet.tensor
function tensor:abs() end

--- Each element with the other sign; also `-t`.
---
---     balnet.tensor { 1, -2 }:neg()  --> { -1, 2 }
---@return balnet.tensor
function tensor:neg() end

--- 1, -1, or the element itself where it is 0 or NaN.
---
---     balnet.tensor { -3, 0, 5 }:sign()  --> { -1, 0, 1 }
---@return balnet.tensor
function tensor:sign() end

--- 1 over each element.
---
---     balnet.tensor { 2, 4 }:reciprocal()  --> { 0.5, 0.25 }
---@return balnet.tensor
function tensor:reciprocal() end

--- The greatest whole number not above each element.
---
---     balnet.tensor { 1.7, -1.2 }:floor()  --> { 1, -2 }
---@return balnet.tensor
function tensor:floor() end

--- The least whole number not below each element.
---
---     balnet.tensor { 1.2, -1.7 }:ceil()  --> { 2, -1 }
---@return balnet.tensor
function tensor:ceil() end

--- The nearest whole number; halves go away from zero.
---
---     balnet.tensor { 0.5, -0.5, 1.4 }:round()  --> { 1, -1, 1 }
---@return balnet.tensor
function tensor:round() end

--- Each element without its fraction.
---
---     balnet.tensor { 1.7, -1.7 }:trunc()  --> { 1, -1 }
---@return balnet.tensor
function tensor:trunc() end

--- The square root; NaN below 0.
---
---     balnet.tensor { 4, 2 }:sqrt()  --> { 2, 1.41421 }
---@return balnet.tensor
function tensor:sqrt() end

--- Each element times itself.
---
---     balnet.tensor { 3, -4 }:square()  --> { 9, 16 }
---@return balnet.tensor
function tensor:square() end

--- e to the power of each element.
---
---     balnet.tensor { 0, 1 }:exp()  --> { 1, 2.71828 }
---@return balnet.tensor
function tensor:exp() end

--- exp(x) - 1, accurate near 0.
---
---     balnet.tensor { 1e-12 }:expm1()  --> { 1.0000e-12 }
---@return balnet.tensor
function tensor:expm1() end

--- The natural logarithm; -inf at 0, NaN below.
---
---     balnet.tensor { 1, 0 }:log()  --> { 0, -inf }
---@return balnet.tensor
function tensor:log() end

--- log(1 + x), accurate near 0.
---
---     balnet.tensor { 1e-12 }:log1p()  --> { 1.0000e-12 }
---@return balnet.tensor
function tensor:log1p() end

--- The logarithm to base 2.
---
---     balnet.tensor { 8, 0.5 }:log2()  --> { 3, -1 }
---@return balnet.tensor
function tensor:log2() end

--- The logarithm to base 10.
---
---     balnet.tensor { 1000, 0.01 }:log10()  --> { 3, -2 }
---@return balnet.tensor
function tensor:log10() end

--- The sine, of radians.
---
---     balnet.tensor { 0, math.pi / 2 }:sin()  --> { 0, 1 }
---@return balnet.tensor
function tensor:sin() end

--- The cosine, of radians.
---
---     balnet.tensor { 0, math.pi }:cos()  --> { 1, -1 }
---@return balnet.tensor
function tensor:cos() end

--- The tangent, of radians.
---
---     balnet.tensor { 0, math.pi / 4 }:tan()  --> { 0, 1 }
---@return balnet.tensor
function tensor:tan() end

--- The arc sine, in radians.
---
---     balnet.tensor { 1 }:asin()  --> { 1.570796 }
---@return balnet.tensor
function tensor:asin() end

--- The arc cosine, in radians.
---
---     balnet.tensor { -1 }:acos()  --> { 3.141593 }
---@return balnet.tensor
function tensor:acos() end

--- The arc tangent, in radians; `atan2` takes both coordinates.
---
---     balnet.tensor { 1 }:atan()  --> { 0.785398 }
---@return balnet.tensor
function tensor:atan() end

--- The hyperbolic sine.
---
---     balnet.tensor { 1 }:sinh()  --> { 1.175201 }
---@return balnet.tensor
function tensor:sinh() end

--- The hyperbolic cosine.
---
---     balnet.tensor { 0, 1 }:cosh()  --> { 1, 1.543081 }
---@return balnet.tensor
function tensor:cosh() end

--- The hyperbolic tangent.
---
---     balnet.tensor { 0, 1 }:tanh()  --> { 0, 0.761594 }
---@return balnet.tensor
function tensor:tanh() end

--- The error function.
---
---     balnet.tensor { 0, 1 }:erf()  --> { 0, 0.842701 }
---@return balnet.tensor
function tensor:erf() end

--- 1 - erf(x), accurate for large x.
---
---     balnet.tensor { 10 }:erfc()  --> { 2.08849e-45 }
---@return balnet.tensor
function tensor:erfc() end

--- The greater of each element and 0.
---
---     balnet.tensor { -1, 2 }:relu()  --> { 0, 2 }
---@return balnet.tensor
function tensor:relu() end

--- 1 / (1 + exp(-x)).
---
---     balnet.tensor { 0, 2 }:sigmoid()  --> { 0.5, 0.880797 }
---@return balnet.tensor
function tensor:sigmoid() end

--- log(1 + exp(x)), without overflow.
---
---     balnet.tensor { 0, 1000 }:softplus()  --> { 0.693147, 1000 }
---@return balnet.tensor
function tensor:softplus() end

--- 1 where the element is NaN, else 0.
---
---     balnet.tensor { 1, 0 / 0 }:is_nan()  --> { 0, 1 }
---@return balnet.tensor
function tensor:is_nan() end

--- 1 where the element is neither infinite nor NaN, else 0.
---
---     balnet.tensor { 1, 1 / 0, 0 / 0 }:is_finite()  --> { 1, 0, 0 }
---@return balnet.tensor
function tensor:is_finite() end
