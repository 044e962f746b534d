--- The history of a run: a list for each measured number, with an entry for each measurement.

local arguments = require "balnet.parameters.arguments"
local number = require "balnet.parameters.number"

local history = {}

---@class balnet.history
---@field numbers table<string, number[]> epoch, test_error, … and every number a script adds to its measurements
---@field eigenvalues balnet.spectrum_pair[] of J diag(phi'(x))
---@field J_eigenvalues balnet.spectrum_pair[]
---@field J tensor[] empty where the weights are not kept
---@field keeps_J boolean
local class = {}
class.__index = class

local standard = {
  "epoch", "test_error", "tracking_error", "J_mean", "J_same", "J_different", "balance", "relative_balance",
}

--- An empty history.
---@param keeps_J boolean whether J of every measurement is kept
---@return balnet.history
function history.new(keeps_J)
  local self = { numbers = {}, eigenvalues = {}, J_eigenvalues = {}, J = {}, keeps_J = keeps_J }
  for _, name in ipairs(standard) do self.numbers[name] = {} end
  return setmetatable(self, class)
end

--- How many measurements it holds.
--
--     local run = balnet.experiment { name = "counted", neurons = 20, epochs = 11, measure_every = 5 }
--     for _, measured in run:train() do run:record(measured) end
--     run.history:count()  --> 3
---@return integer
function class:count()
  return #self.numbers.epoch
end

local function add_columns(numbers, measured, count)
  for name, value in pairs(measured) do
    if type(value) == "number" and not numbers[name] then
      numbers[name] = {}
      for k = 1, count do numbers[name][k] = number.nan end
    end
  end
end

--- Adds a measurement. A number that earlier measurements did not have is NaN there; one that this
-- measurement does not have is NaN here.
--
--     local run = balnet.experiment { name = "appended", neurons = 20, epochs = 3 }
--     for epoch, measured in run:train() do run.history:append(measured, epoch) end
--     run.history:count()  --> 2
---@param measured balnet.measurement
---@param epoch integer that it has when a script has put something else in its place
function class:append(measured, epoch)
  local count = self:count()
  if math.type(measured.epoch) ~= "integer" then measured.epoch = epoch end
  add_columns(self.numbers, measured, count)
  for name, column in pairs(self.numbers) do
    local value = measured[name]
    column[count + 1] = type(value) == "number" and value or number.nan
  end
  self.eigenvalues[count + 1] = measured.eigenvalues
  self.J_eigenvalues[count + 1] = measured.J_eigenvalues
  if self.keeps_J then self.J[count + 1] = measured.J end
end

--- The mean of the last entries of a column.
--
--     local run = balnet.experiment { name = "averaged", neurons = 20, epochs = 11, measure_every = 5 }
--     for _, measured in run:train() do run:record(measured) end
--     run.history:mean_of_last("epoch", 2)  --> 8.5
---@param name string
---@param count integer
---@return number # NaN where there is no entry
function class:mean_of_last(name, count)
  local column, sum = self.numbers[name], 0
  local first = math.max(1, #column - count + 1)
  for k = first, #column do sum = sum + column[k] end
  return sum / (#column - first + 1)
end

--- Takes away the last measurement.
---@param self balnet.history with a measurement
function history.drop_last(self)
  local count = self:count()
  for _, column in pairs(self.numbers) do column[count] = nil end
  self.eigenvalues[count], self.J_eigenvalues[count], self.J[count] = nil, nil, nil
end

arguments.class("a history", class, {})

return history
