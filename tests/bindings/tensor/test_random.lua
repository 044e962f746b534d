-- Distributions of the random streams: each against its own probabilities (Pearson's chi squared, Kolmogorov's distance), addressed
-- like the stream itself, and what is refused. Seeds are fixed, so that a test that passes once passes always.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local assert_refused = refused.assert_refused

local function stream(seed) return balnet.random { seed = seed or 1 } end

-- Kolmogorov's distance of a sample from a distribution function, times the root of its size: above 1.95 once in a thousand.
local function assert_distributed(sample, distribution)
  local sorted, n, distance = sample:sort(1), #sample, 0
  for i = 1, n do
    local p = distribution(sorted[i])
    distance = math.max(distance, math.abs(i / n - p), math.abs((i - 1) / n - p))
  end
  lu.assertTrue(distance * math.sqrt(n) < 1.95, distance * math.sqrt(n))
end

-- Pearson's chi squared of counts over its expectation, the degrees of freedom: within 4.5 of its own standard deviations.
local function assert_counts(counts, expected)
  local chi, n = 0, #counts
  for i = 1, n do chi = chi + (counts[i] - expected[i]) ^ 2 / expected[i] end
  lu.assertTrue(math.abs(chi - (n - 1)) < 4.5 * math.sqrt(2 * (n - 1)), chi)
end

-- The counts of the values low ... high.
local function counts_of(sample, low, high)
  local counts = {}
  for value = low, high do counts[value - low + 1] = sample:eq(value):sum() end
  return counts
end

local function filled(n, value)
  local list = {}
  for i = 1, n do list[i] = value end
  return list
end

TestRandom = {}

function TestRandom:test_integers_are_all_as_likely()
  local sample = stream():integers(-3, 6, 20000)
  assert_counts(counts_of(sample, -3, 6), filled(10, 2000))
  lu.assertEquals(stream():integers(5, 5, 3):totable(), { 5.0, 5.0, 5.0 })
  local wide = stream():integers(-2 ^ 53 | 0, 2 ^ 53 | 0, 2000)
  assert_distributed(wide, function(x) return x / 2 ^ 54 + 0.5 end)
end

function TestRandom:test_bernoulli_and_exponential_have_their_distributions()
  lu.assertTrue(math.abs(stream():bernoulli(0.3, 20000):mean() - 0.3) < 4 * math.sqrt(0.21 / 20000))
  lu.assertEquals(stream():bernoulli(1, 100):sum(), 100.0)
  lu.assertEquals(stream():bernoulli(0, 100):sum(), 0.0)
  assert_distributed(stream():exponential(2.5, 5000), function(x) return 1 - math.exp(-x / 2.5) end)
end

-- For whole shapes k the distribution function is 1 - exp(-x) sum_{j < k} x^j / j! (Erlang); for 1/2 it is erf(sqrt x).
function TestRandom:test_gamma_has_its_distribution_for_small_and_large_shapes()
  for _, k in ipairs { 1, 3, 40 } do
    assert_distributed(stream(k):gamma(k, 2, 4000), function(x)
      local term, sum = math.exp(-x / 2), 0
      for j = 0, k - 1 do
        sum = sum + term
        term = term * x / 2 / (j + 1)
      end
      return 1 - sum
    end)
  end
  assert_distributed(stream():gamma(0.5, 1, 4000), function(x) return balnet.tensor(math.sqrt(x)):erf():item() end)
end

function TestRandom:test_poisson_counts_have_their_probabilities()
  for _, case in ipairs { { 0.7, 0, 3 }, { 6, 1, 13 }, { 9.9, 3, 19 }, { 10, 3, 19 }, { 60, 40, 80 } } do
    local mean, low, high = table.unpack(case)
    local n, sample, expected = 20000, stream(3):poisson(mean, 20000), {}
    local log_probability = -mean
    for k = 0, high do
      if k > 0 then log_probability = log_probability + math.log(mean / k) end
      if k >= low then expected[#expected + 1] = n * math.exp(log_probability) end
    end
    local counts = counts_of(sample, low, high)
    counts[#counts + 1], expected[#expected + 1] = n, n -- and what lies outside
    for i = 1, #counts - 1 do
      counts[#counts] = counts[#counts] - counts[i]
      expected[#expected] = expected[#expected] - expected[i]
    end
    assert_counts(counts, expected)
  end
  lu.assertEquals(stream():poisson(0, 5):sum(), 0.0)
  local large = stream():poisson(1e9, 2000)
  lu.assertTrue(math.abs(large:mean() - 1e9) < 4 * math.sqrt(1e9 / 2000))
end

function TestRandom:test_every_order_is_as_likely()
  local counts = {}
  for seed = 1, 6000 do
    local p = stream(seed):permutation(3)
    local key = ("%d%d%d"):format(p[1], p[2], p[3])
    counts[key] = (counts[key] or 0) + 1
  end
  local list = {}
  for _, count in pairs(counts) do list[#list + 1] = count end
  lu.assertEquals(#list, 6)
  assert_counts(list, filled(6, 1000))
  lu.assertEquals(stream():permutation(100):sort(1), balnet.arange(1, 100))
end

function TestRandom:test_a_shuffle_keeps_rows_whole()
  local t = balnet.arange(1, 8):unsqueeze(2) * balnet.tensor { 1, 10 }
  local shuffled = stream():shuffle(t)
  lu.assertEquals(shuffled[{ true, 2 }], shuffled[{ true, 1 }] * 10)
  lu.assertEquals(shuffled[{ true, 1 }]:sort(1), t[{ true, 1 }])
  lu.assertFalse(shuffled == t)
end

function TestRandom:test_choices_follow_their_weights()
  local sample = stream():choice(3, 12000, { weights = balnet.tensor { 1, 0, 2 } })
  assert_counts({ sample:eq(1):sum(), sample:eq(3):sum() }, { 4000, 8000 })
  assert_counts(counts_of(stream():choice(4, 8000), 1, 4), filled(4, 2000))
  local once = stream():choice(50, 50, { replace = false })
  lu.assertEquals(once:sort(1), balnet.arange(1, 50))
  lu.assertEquals({ stream():choice(balnet.zeros(5, 2, "f32"), 3):shape() }, { 3, 2 })
  -- without replacement the first is chosen by its weight
  local first = 0
  for seed = 1, 3000 do
    local chosen = stream(seed):choice(3, 2, { replace = false, weights = balnet.tensor { 1, 2, 1 } })
    if chosen[1] == 2 then first = first + 1 end
    lu.assertTrue(chosen[1] ~= chosen[2])
  end
  lu.assertTrue(math.abs(first / 3000 - 0.5) < 4 * math.sqrt(0.25 / 3000))
end

-- The trace of a uniform orthogonal matrix has mean 0 and variance 1 (Diaconis and Shahshahani 1994).
function TestRandom:test_orthogonal_matrices_are_uniform()
  local traces = {}
  for seed = 1, 400 do
    local q = stream(seed):orthogonal(4)
    if seed < 5 then lu.assertTrue((q:matmul(q:t()) - balnet.eye(4)):abs():max() < 1e-14) end
    traces[seed] = q:trace()
  end
  traces = balnet.tensor(traces)
  lu.assertTrue(math.abs(traces:mean()) < 4 / math.sqrt(400))
  lu.assertTrue(math.abs(traces:square():mean() - 1) < 0.3)
end

function TestRandom:test_an_element_does_not_depend_on_how_many_are_drawn()
  for _, draw in ipairs { function(s, n) return s:integers(1, 1000, n) end, function(s, n) return s:gamma(0.3, 1, n) end,
    function(s, n) return s:poisson(30, n) end, function(s, n) return s:exponential(1, n) end } do
    local many = draw(stream(), 20)
    lu.assertEquals(draw(stream(), 7), many[{ { 1, 7 } }])
    local s = stream()
    draw(s, 7)
    lu.assertEquals(draw(s, 13), many[{ { 8, 20 } }]) -- the stream moved on by 7
  end
end

-- Each element is the one that a call with its own number draws at its place of the stream.
function TestRandom:test_tensors_of_parameters_give_each_element_its_own()
  local mean = balnet.tensor { 0.5, 3, 40, 0 }
  for _, name in ipairs { "poisson", "exponential" } do
    local sample = stream()[name](stream(), mean)
    for i = 1, 4 do lu.assertEquals(sample[i], stream()[name](stream(), mean[i], 4)[i], name) end
  end
  lu.assertEquals(stream():bernoulli(balnet.tensor { { 0, 1 } }, 3, 2):totable(), { { 0, 1 }, { 0, 1 }, { 0, 1 } })
  local shape, scale = balnet.tensor { { 0.3 }, { 2 } }, balnet.tensor({ 1, 10, 100 }, "f32")
  local both = stream():gamma(shape, scale)
  lu.assertEquals({ both:shape() }, { 2, 3 })
  for i = 1, 2 do
    for j = 1, 3 do
      lu.assertEquals(both[{ i, j }], stream():gamma(shape[{ i, 1 }], scale[j], 2, 3)[{ i, j }])
      lu.assertEquals(stream():gamma(shape, 10, 2, 3)[{ i, j }], stream():gamma(shape[{ i, 1 }], 10, 2, 3)[{ i, j }])
    end
  end
  local s = stream()
  s:poisson(mean)
  lu.assertEquals(s:position(), 4)
  lu.assertEquals({ s:poisson(balnet.zeros(0, 3)):shape() }, { 0, 3 })
  assert_refused("mean is -1", s.poisson, s, balnet.tensor { 1, -1 })
  lu.assertEquals(s:position(), 4)
  assert_refused("broadcast", s.poisson, s, balnet.ones(3), 4)
  assert_refused("broadcast", s.gamma, s, balnet.ones(3), balnet.ones(2))
end

function TestRandom:test_what_has_no_distribution_is_refused()
  local s = stream()
  assert_refused("integers from 3 to 2", s.integers, s, 3, 2, 4)
  assert_refused("p is 1.5; a probability was needed", s.bernoulli, s, 1.5, 2)
  assert_refused("scale is -1", s.exponential, s, -1, 2)
  assert_refused("shape is 0", s.gamma, s, 0, 1, 2)
  assert_refused("mean is nan", s.poisson, s, 0 / 0, 2)
  assert_refused("4 of 3 were to be chosen without replacement", s.choice, s, 3, 4, { replace = false })
  assert_refused("2 were to be chosen without replacement; 1 have a weight", s.choice, s, 3, 2,
    { replace = false, weights = balnet.tensor { 0, 1, 0 } })
  assert_refused("weight 2 is -1", s.choice, s, 2, 1, { weights = balnet.tensor { 1, -1 } })
  assert_refused("all weights are 0", s.choice, s, 2, 1, { weights = balnet.zeros(2) })
  assert_refused("a vector of as many weights was needed", s.choice, s, 2, 1, { weights = balnet.ones(3) })
end

os.exit(lu.LuaUnit.run())
