-- Two stimuli for 20 001 epochs, compared with the curves of the NeurIPS 2022 paper (tests/data/reference, read off its
-- vector figure). Tolerances are three times the spread over seeds: 2 % for the test error, 0.5 % for J_mean, 2 % for
-- J_same, 10 % for J_different, all on means of the last five measurements.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")

local function read_curves(name)
  local curves, head = {}, nil
  for line in io.lines(("%s/tests/data/reference/two_stimuli/%s.csv"):format(source, name)) do
    local cells = {}
    for cell in line:gmatch "[^,%s]+" do cells[#cells + 1] = tonumber(cell) or cell end
    if head then
      for i, column in ipairs(head) do curves[column][#curves[column] + 1] = cells[i] end
    else
      head = cells
      for _, column in ipairs(head) do curves[column] = {} end
    end
  end
  return curves
end

local LAST, MEASUREMENTS = 21, 5 -- epoch 20001 is measurement 21

local function plateau(values)
  local sum = 0
  for i = LAST - MEASUREMENTS + 1, LAST do sum = sum + values[i] end
  return sum / MEASUREMENTS
end

TestPublished = {}

function TestPublished:setUp()
  self.folder = shell.scratch()
  local result = shell.script("two_stimuli", "--epochs", 20001, "--out", self.folder)
  lu.assertEquals(result.status, 0, result.err)
  self.file = balnet.archive.read(self.folder .. "/two_stimuli.h5")
  self.error, self.J = read_curves "test_error", read_curves "J_means"
end

function TestPublished:tearDown() shell.remove(self.folder) end

local function expect_near(what, given, expected, relative)
  lu.assertTrue(math.abs(given / expected - 1) <= relative,
                ("%s is %.5g; %.5g within %g %% was expected"):format(what, given, expected, 100 * relative))
end

local function correlation(x, y)
  local dx, dy = x - x:mean(), y - y:mean()
  return dx:dot(dy) / (dx:norm() * dy:norm())
end

function TestPublished:test_the_trained_network_is_the_published_one()
  local history = self.file.history
  lu.assertEquals(history.epoch[LAST], 20001)
  lu.assertEquals(self.error.epoch[LAST], 20001)
  expect_near("test error", plateau(history.test_error), plateau(self.error.test_error), 0.06)
  expect_near("J_mean", plateau(history.J_mean), plateau(self.J.mean), 0.015)
  expect_near("J_same", plateau(history.J_same), plateau(self.J.same), 0.06)
  expect_near("J_different", plateau(history.J_different), plateau(self.J.different), 0.3)
  -- on the way there: the untrained network, and the mean of J while the clusters have not parted yet
  expect_near("test error at epoch 1", history.test_error[1], self.error.test_error[1], 0.06)
  expect_near("J_mean at epoch 1", history.J_mean[1], self.J.mean[1], 0.03)
  expect_near("J_mean at epoch 5001", history.J_mean[6], self.J.mean[6], 0.05)

  local first = 0
  for unit = 1, 100 do first = first + (self.file.clusters.labels[unit] == 1 and 1 or 0) end
  lu.assertTrue(first >= 40 and first <= 60, ("%d units in the first cluster"):format(first))

  local w_in, w_out = self.file.weights.w_in:to "f64", self.file.weights.w_out:to "f64"
  for s = 1, 2 do
    for r = 1, 2 do
      local r_value = correlation(w_in[{ true, s }], w_out[r])
      lu.assertTrue(s == r and r_value > 0.97 or s ~= r and r_value < -0.97,
                    ("W_in %d and W_out %d correlate by %.3f"):format(s, r, r_value))
    end
  end
end

os.exit(lu.LuaUnit.run())
