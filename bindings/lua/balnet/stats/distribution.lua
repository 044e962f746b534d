--- Distributions of statistics with their parameters fixed, as SciPy's frozen ones.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.distribution"
local tensor = require "balnet.tensor"

---@class balnet.stats.distribution
---@field kind string "norm", "t", "chi2", "f", "gamma" or "beta"
---@field parameters table<string, number|balnet.tensor> by name, as they were given
local distribution = {}

local own = setmetatable({}, { __mode = "k" }) -- a, b, location and scale, by distribution

local function is_number(value) return type(value) == "number" end

local function as_tensor(name, value)
  if is_number(value) then return tensor.full({ 1 }, value) end
  local t, needed = kinds.read("numbers", value)
  if not t then error(("%s is %s; a number, %s was needed"):format(name, kinds.shown(value), needed), 0) end
  return t:to "f64"
end

-- All in their common shape, without arithmetic, in which an infinity would become NaN.
local function together(values)
  local shape = tensor.zeros(1)
  for _, t in ipairs(values) do shape = tensor.where(shape, t, shape):ne(0) * 0 end
  for i, t in ipairs(values) do values[i] = tensor.where(shape, shape, t) end
  return values
end

-- The values of a quantity at x; change: what the scale does to them.
local function values_at(self, quantity, x, before, after)
  local of = own[self]
  local place = as_tensor("x", x)
  local all = together { place, of.a, of.b, of.location, of.scale }
  local found = after(native.values(quantity, self.kind, before(all), all[2], all[3]), all)
  return is_number(x) and of.scalar and found[1] or found
end

local function standard(all) return (all[1] - all[4]) / all[5] end
local function place(all) return all[1] end
local function same(found) return found end
local function scaled(found, all) return found * all[5] + all[4] end

--- The probability of a value of at most x.
--
--     balnet.stats.norm():cdf(1.96)  --> 0.975002
---@param self balnet.stats.distribution
---@param x number|balnet.tensor|number[] any shape, which broadcasts with that of the parameters
---@return number|balnet.tensor
distribution.cdf = arguments.at_caller("cdf", function(self, x) return values_at(self, "cdf", x, standard, same) end, "table", "any")

--- The probability of a value above x, which keeps its digits where `cdf` is next to 1: a p-value.
--
--     balnet.stats.chi2(4):sf(9.488)  --> 0.0499944
---@param self balnet.stats.distribution
---@param x number|balnet.tensor|number[] any shape, which broadcasts with that of the parameters
---@return number|balnet.tensor
distribution.sf = arguments.at_caller("sf", function(self, x) return values_at(self, "sf", x, standard, same) end, "table", "any")

--- The density at x.
--
--     balnet.stats.gamma(2, 0.5):pdf(0.5)  --> 0.735759
---@param self balnet.stats.distribution
---@param x number|balnet.tensor|number[] any shape, which broadcasts with that of the parameters
---@return number|balnet.tensor
distribution.pdf = arguments.at_caller("pdf", function(self, x)
  return values_at(self, "pdf", x, standard, function(found, all) return found / all[5] end)
end, "table", "any")

--- The quantile: the x below which a value lies with probability p.
--
--     balnet.stats.t(10):ppf(0.975)                   --> 2.228139
--     balnet.stats.chi2 { 1, 10 }:ppf(0.95)           --> { 3.841459, 18.307038 }
---@param self balnet.stats.distribution
---@param p number|balnet.tensor|number[] 0 to 1, else the result is NaN
---@return number|balnet.tensor
distribution.ppf = arguments.at_caller("ppf", function(self, p) return values_at(self, "ppf", p, place, scaled) end, "table", "any")

--- The x above which a value lies with probability p, which keeps its digits for small p: a critical value.
--
--     balnet.stats.f(3, 20):isf(0.05)  --> 3.098391
---@param self balnet.stats.distribution
---@param p number|balnet.tensor|number[] 0 to 1, else the result is NaN
---@return number|balnet.tensor
distribution.isf = arguments.at_caller("isf", function(self, p) return values_at(self, "isf", p, place, scaled) end, "table", "any")

--- The interval in the middle that holds a value with a probability.
--
--     balnet.stats.norm(10, 2):interval(0.95)  --> 6.080072, 13.919928
---@param self balnet.stats.distribution
---@param confidence number between 0 and 1
---@return number|balnet.tensor low
---@return number|balnet.tensor high
distribution.interval = arguments.at_caller("interval", function(self, confidence)
  local beyond = (1 - confidence) / 2
  return values_at(self, "ppf", beyond, place, scaled), values_at(self, "isf", beyond, place, scaled)
end, "table", "probability")

function distribution:__tostring()
  local texts = {}
  for i, name in ipairs(own[self].names) do
    local value = self.parameters[name]
    texts[i] = name .. " = " .. (is_number(value) and ("%g"):format(value) or "a tensor")
  end
  return ("%s distribution, %s"):format(self.kind, table.concat(texts, ", "))
end

arguments.class("a distribution", distribution, {})

local function check_positive(name, t)
  local wrong = (~t:gt(0)):flatten():nonzero()
  if #wrong > 0 then error(("%s is %s; a positive number was needed"):format(name, kinds.shown(t:flatten()[wrong[1]])), 0) end
end

local made = {}

-- given: the names of the parameters in order, each { name, value, what it is: "a", "b", "location" or "scale" }
local function make(kind, given)
  local of, parameters, names = { scalar = true }, {}, {}
  local values = { a = tensor.ones(1), b = tensor.ones(1), location = tensor.zeros(1), scale = tensor.ones(1) }
  for i, parameter in ipairs(given) do
    local name, value, role = table.unpack(parameter)
    names[i], parameters[name] = name, value
    values[role] = as_tensor(name, value)
    of.scalar = of.scalar and is_number(value)
    if role == "scale" then check_positive(name, values.scale) end
  end
  of.a, of.b, of.location, of.scale = table.unpack(together { values.a, values.b, values.location, values.scale })
  of.names = names
  native.check(kind, of.a, of.b)
  local self = setmetatable({ kind = kind, parameters = parameters }, distribution)
  own[self] = of
  return self
end

made.norm = arguments.at_caller("norm", function(mean, std)
  return make("norm", { { "mean", mean or 0, "location" }, { "std", std or 1, "scale" } })
end, "any?", "any?")

made.t = arguments.at_caller("t", function(df) return make("t", { { "df", df, "a" } }) end, "any")

made.chi2 = arguments.at_caller("chi2", function(df) return make("chi2", { { "df", df, "a" } }) end, "any")

made.f = arguments.at_caller("f", function(dfn, dfd) return make("f", { { "dfn", dfn, "a" }, { "dfd", dfd, "b" } }) end, "any", "any")

made.gamma = arguments.at_caller("gamma", function(a, scale)
  return make("gamma", { { "a", a, "a" }, { "scale", scale or 1, "scale" } })
end, "any", "any?")

made.beta = arguments.at_caller("beta", function(a, b) return make("beta", { { "a", a, "a" }, { "b", b, "b" } }) end, "any", "any")

return made
