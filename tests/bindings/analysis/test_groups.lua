-- Groups of samples, by hand.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local groupby = balnet.stats.groupby

TestGroups = {}

local function plain(groups)
  local list = {}
  for i, group in ipairs(groups) do list[i] = { group.key, group.index:totable() } end
  return list
end

function TestGroups:test_numbers_and_texts_are_keys()
  lu.assertEquals(plain(groupby(balnet.tensor { 3, -1, 3, 0.5 })), { { -1, { 2 } }, { 0.5, { 4 } }, { 3, { 1, 3 } } })
  lu.assertEquals(plain(groupby { "b", "a", "b" }), { { "a", { 2 } }, { "b", { 1, 3 } } })
end

function TestGroups:test_several_keys_make_the_combinations_that_occur()
  local found = groupby { g = { 1, 2, 1, 2, 1 }, task = { "x", "x", "y", "x", "y" } }
  lu.assertEquals(plain(found),
    { { { g = 1, task = "x" }, { 1 } }, { { g = 1, task = "y" }, { 3, 5 } }, { { g = 2, task = "x" }, { 2, 4 } } })
  lu.assertEquals(plain(groupby { balnet.tensor { 1, 1 }, { 5, 4 } }), { { { 1, 4 }, { 2 } }, { { 1, 5 }, { 1 } } })
end

function TestGroups:test_every_sample_is_in_one_group()
  local a, b = (balnet.random(7):uniform(500) * 6):floor(), (balnet.random(8):uniform(500) * 9):floor()
  local seen = balnet.zeros(500)
  for _, group in ipairs(groupby { a = a, b = b }) do
    for _, k in ipairs(group.index:totable()) do
      k = math.tointeger(k)
      seen[k] = seen[k] + 1
      lu.assertEquals({ a[k], b[k] }, { group.key.a, group.key.b })
    end
  end
  lu.assertEquals({ seen:min(), seen:max() }, { 1, 1 })
end

-- 3000^5 combinations are more than a double counts.
function TestGroups:test_many_keys_of_many_values_keep_apart()
  local keys, n = {}, 3000
  for k = 1, 5 do keys[k] = balnet.random(k):permutation(n) end
  local found = groupby(keys)
  lu.assertEquals(#found, n)
  local sample = math.tointeger(found[7].index[1])
  for k = 1, 5 do lu.assertEquals(found[7].key[k], keys[k][sample]) end
end

function TestGroups:test_what_is_no_key_is_refused()
  assert_refused("key a has 2 elements and key b 3", groupby, { a = { 1, 2 }, b = { 1, 2, 3 } })
  assert_refused("element 2 of key 1 is nan", groupby, { 1, 0 / 0 })
  assert_refused("key 1 is 3; a list of texts, a tensor or an array of numbers was needed", groupby, 3)
  assert_refused("element 2 of key 1 is 4; a text was needed", groupby, { "a", 4 })
  assert_refused("there are no keys", groupby, {})
end

os.exit(lu.LuaUnit.run())
