--- Checks of the self-test: the random generator against its definition and its published answers, the
-- statistics of stimuli.

local balnet = require "balnet"

local numbers = {}

-- Philox 4x32-10 in plain integers (Salmon, Moraes, Dror and Shaw 2011).
local function philox(counter, key)
  local x0, x1, x2, x3 = table.unpack(counter)
  local k0, k1 = table.unpack(key)
  for _ = 1, 10 do
    local p0, p1 = x0 * 0xD2511F53, x2 * 0xCD9E8D57 -- below 2^64; >> is without sign
    x0, x1, x2, x3 = (p1 >> 32) ~ x1 ~ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ~ x3 ~ k1, p0 & 0xFFFFFFFF
    k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
  end
  return { x0, x1, x2, x3 }
end

-- Known answers published with Random123.
local published = {
  { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8 } },
  { { 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344 }, { 0xA4093822, 0x299F31D0 },
    { 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1 } },
}

local function different(a, b)
  local count = 0
  for i = 1, 4 do count = count + (a[i] == b[i] and 0 or 1) end
  return count
end

local user = 256 -- the first purpose of scripts

local function add_blocks(list)
  local wrong = 0
  for _, answer in ipairs(published) do wrong = wrong + different(philox(answer[1], answer[2]), answer[3]) end
  for seed = 1, 40 do
    local key = { seed * 0x1234567 & 0xFFFFFFFF, seed * 77 }
    local stream = balnet.random { seed = key[2] << 32 | key[1], purpose = seed, epoch = 3 * seed, position = 5 }
    for block = 5, 9 do
      wrong = wrong + different({ stream:block() }, philox({ block, 0, 3 * seed, user + seed }, key))
    end
  end
  list[#list + 1] = { "words of the random generator", wrong, 0, "Philox's published answers" }
end

local function add_normals(list)
  local count = 100000
  local normal = balnet.random({ seed = 5 }):normal(count)
  local uniform = balnet.random({ seed = 6 }):uniform(count)
  local spread = 1 / math.sqrt(count) -- limits are five standard errors
  list[#list + 1] = { "mean of normals", math.abs(normal:mean()), 5 * spread, "0" }
  list[#list + 1] = { "variance of normals", math.abs((normal ^ 2):mean() - 1), 5 * math.sqrt(2) * spread, "1" }
  list[#list + 1] = { "mean of uniform numbers", math.abs(uniform:mean() - 0.5), 5 * spread / math.sqrt(12), "1/2" }
end

-- Each of the 4000 trials is independent of the others.
local function add_stimulus(list)
  local dt, tau, mean, std, trials = 0.05, 0.1, 1, 0.3, 4000
  local signal = balnet.stimulus { steps = 20, batch = trials, dt = dt, tau = tau, mean = mean, std = std,
    start = "stationary" }:to "f64"
  local first, last, before = signal[{ 1, 1 }], signal[{ 20, 1 }], signal[{ 19, 1 }]
  local variance = std ^ 2 / (2 * tau)
  local spread = 1 / math.sqrt(trials)
  list[#list + 1] = { "mean of the stimulus", math.abs(last:mean() - mean), 5 * math.sqrt(variance) * spread, "its definition" }
  for _, step in ipairs { { "first", first }, { "last", last } } do
    local off = math.abs(((step[2] - mean) ^ 2):mean() / variance - 1)
    list[#list + 1] = { "variance of its " .. step[1] .. " step", off, 5 * math.sqrt(2) * spread, "std² / (2 tau)" }
  end
  local correlation = ((last - mean) * (before - mean)):mean() / variance
  list[#list + 1] = { "correlation of its steps", math.abs(correlation - math.exp(-dt / tau)), 7 * spread, "exp(-dt/tau)" }
end

--- Runs the checks.
---@return table[] # of each { what, deviation, limit, held against what }
function numbers.run()
  local list = {}
  add_blocks(list)
  add_normals(list)
  add_stimulus(list)
  return list
end

return numbers
