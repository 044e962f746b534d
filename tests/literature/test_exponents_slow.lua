-- As test_exponents.lua: those that take long, and the others with small errors.
local lu = require "luaunit"
local systems = dofile(os.getenv "BALNET_SOURCE" .. "/tests/literature/systems.lua")

TestExponentsSlow = {}

local function row(name, source, published, found)
  for i, expected in ipairs(published) do
    print(("| %s | %s | %.5g | %.5f ± %.5f |"):format(name, source, expected, found.mean[i], found.mean_error[i]))
  end
end

local function check(system, longer, tolerance)
  local name, source, published, measure = table.unpack(system)
  local found = measure(longer)
  row(name, source, published, found)
  for i, expected in ipairs(published) do
    local open = expected == 0 and 2 / found.time or tolerance * math.abs(expected)
    lu.assertTrue(math.abs(found.mean[i] - expected) < open + 4 * found.mean_error[i],
      ("%s: exponent %d is %g +- %g; %g was published"):format(name, i, found.mean[i], found.mean_error[i], expected))
  end
end

function TestExponentsSlow:test_long_runs_have_the_published_exponents()
  for _, system in ipairs(systems.fast) do check(system, 10, 0.003) end
end

-- Of two digits in the publication: 4 %.
function TestExponentsSlow:test_systems_that_take_long_have_the_published_exponents()
  for _, system in ipairs(systems.slow) do check(system, 1, 0.04) end
end

-- Wolf et al. 1985 print 6.30e-3, 2.62e-3, 0 and -1.39e-2 and a dimension of 3.64, which has no unit. Their exponents are in
-- bits by the head of the table; those here agree if they are nats.
function TestExponentsSlow:test_Mackey_Glass_has_the_dimension_of_Wolf_et_al_1985()
  local found = systems.mackey_glass()
  row("Mackey-Glass 0.2, 0.1, 10, 31", "Wolf et al. 1985, as nats", { 6.30e-3, 2.62e-3, 0, -1.39e-2 }, found)
  print("dimension", found.kaplan_yorke:mean(), found.kaplan_yorke:std() / 20 ^ 0.5)
  lu.assertAlmostEquals(found.kaplan_yorke:mean(), 3.64, 0.1)
end

function TestExponentsSlow:test_Lorenz_96_has_the_dimension_and_the_positive_exponents_of_Lorenz_and_Emanuel_1998()
  local found = systems.lorenz_96(10000, 10)
  row("Lorenz-96, 40, 8", "Lorenz and Emanuel 1998", { 1.65 }, found)
  print("dimension", found.kaplan_yorke:mean(), found.kaplan_yorke:std() / 10 ^ 0.5, "positive", (found.mean:gt(0.01)):sum())
  lu.assertAlmostEquals(found.kaplan_yorke:mean(), 27.1, 0.15)
  lu.assertEquals((found.mean:gt(0.01)):sum(), 13)
end

os.exit(lu.LuaUnit.run())
