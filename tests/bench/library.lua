-- How fast the library is beside NumPy and SciPy, by turns, each on one thread: linear algebra, element-wise functions,
-- reductions, sorting, masks, transforms, tables of numbers, and the start of the program.
--   balnet tests/bench/library.lua [SECONDS_PER_POINT (0.3)] [FOLDER] [MEGABYTES_OF_CSV (10)] [PATTERN]
-- PATTERN is one of Lua that names of cases have to match. Both sides obey OPENBLAS_CORETYPE where the environment has it;
-- BALNET_INSTRUCTIONS=avx2 holds for NumPy as well. Without python3-numpy and python3-scipy it shows its own times alone.
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

arg[1] = arg[1] or "0.3"
local seconds, folder = report.arguments()
local megabytes, pattern = tonumber(arg[3] or 10), arg[4] or ""
local TURNS = 3
local clock = balnet.system.seconds
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
local program = ("'%s'"):format(arg[-1])
local random = balnet.random { seed = 5 }
local linalg = balnet.linalg

-- Each is a name, a function, and how many times as fast as the peer's it has to be; library.py has the same names.
local cases = {}
local function case(name, f, least)
  if name:find(pattern) then cases[#cases + 1] = { name = name, f = f, least = least or 1 } end
end

for _, n in ipairs { 100, 1000 } do
  local a, b = random:normal(n, n), random:normal(n, n)
  local symmetric = a + a:t()
  local positive = a:matmul(a:t()) + balnet.eye(n) * n
  local function of(name, f) case(("%s %d"):format(name, n), f) end
  of("matmul", function() return a:matmul(b) end)
  of("solve", function() return linalg.solve(a, b) end)
  of("inv", function() return linalg.inv(a) end)
  of("cholesky", function() return linalg.cholesky(positive) end)
  of("qr", function() return linalg.qr(a) end)
  of("svd", function() return linalg.svd(a) end)
  of("eigh", function() return linalg.eigh(symmetric) end)
  of("eig", function() return linalg.eig(a) end)
end

local count = 1000000
local x, y = random:normal(count), random:normal(count)
local x32, y32 = x:to "f32", y:to "f32"
local square = x:reshape(1000, 1000)
for _, name in ipairs { "exp", "tanh", "sqrt" } do
  case(name, function() return x[name](x) end)
  if name ~= "sqrt" then case(name .. " f32", function() return x32[name](x32) end) end
end
case("+", function() return x + y end)
case("*", function() return x * y end)
case("+ f32", function() return x32 + y32 end)
case("* f32", function() return x32 * y32 end)
for _, name in ipairs { "sum", "mean", "var", "max" } do
  case(name, function() return x[name](x) end)
  case(name .. " of columns", function() return square[name](square, 1) end)
  case(name .. " of rows", function() return square[name](square, 2) end)
end
case("sum f32", function() return x32:sum() end)
case("sort", function() return x:sort() end)
case("argsort", function() return x:argsort() end)
case("sort f32", function() return x32:sort() end)
local mask, chosen = x:gt(0), x[x:gt(0)]
local target = x:clone()
case("x > 0", function() return x:gt(0) end, 0) -- NumPy writes an eighth of the bytes
case("x[mask]", function() return x[mask] end)
case("x[mask] = 0", function() target[mask] = 0 end)
case("x[mask] = values", function() target[mask] = chosen end)

for _, n in ipairs { 2 ^ 20, 10 ^ 6 } do
  n = math.tointeger(n)
  local re, im = random:normal(n), random:normal(n)
  case(("fft %d"):format(n), function() return balnet.fft.fft(re, im) end)
  case(("rfft %d"):format(n), function() return balnet.fft.rfft(re) end)
end

local csv = folder .. "/library.csv"
do -- rows of eight numbers with 17 digits
  local rows = math.max(1, megabytes * 1e6 // (8 * 19.7))
  balnet.csv.write(csv, random:normal(math.tointeger(rows), 8))
end
case("csv", function() return balnet.csv.read(csv) end, 3)
case("start", function() os.execute(program .. [[ -e ""]]) end)

-- The file that OpenBLAS was loaded from.
local function openblas()
  for line in io.lines "/proc/self/maps" do
    local path = line:match "%S*libopenblas%S*$"
    if path then return path end
  end
  return "a file of no known name"
end

-- NumPy has no instructions beyond those that are used here; the environment is the same for both.
local features = { avx2 = "NPY_DISABLE_CPU_FEATURES='AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL' " }

-- A function that gives the peer's seconds of a case by its name, and what the peer says of itself; nil where it is not
-- installed. Names go to it by a pipe and seconds come back by another, so that both are measured by turns.
local function peer()
  if not os.execute(("%s -c 'import numpy, scipy' 2>/dev/null"):format(python)) then return nil end
  local answers = folder .. "/library.fifo"
  os.remove(answers)
  assert(os.execute(("mkfifo '%s'"):format(answers)))
  local names = assert(io.popen(("%s%s '%s/peers/library.py' '%s' %g > '%s'"):format(
    features[balnet.system.instructions()] or "", python, here, csv, seconds / TURNS, answers), "w"))
  local times = assert(io.open(answers))
  os.remove(answers)
  local about = times:read "l"
  local function ask(name)
    names:write(name, "\n"):flush()
    return tonumber(times:read "l")
  end
  return ask, about
end

local function measured(c, ask)
  local ours, theirs = math.huge, math.huge
  for _ = 1, TURNS do
    collectgarbage()
    ours = math.min(ours, report.best(c.f, seconds / TURNS, clock))
    theirs = ask and math.min(theirs, ask(c.name) or math.huge)
  end
  return ours, theirs
end

local ask, about = peer()
print(("balnet with %s, OpenBLAS %s of %s"):format(balnet.system.instructions(), balnet.system.corename(), openblas()))
print(about or "NumPy and SciPy are not installed")
local rows, found, missed = { { "", "balnet/ms", "peer/ms", "ratio", "" } }, { about = about }, 0
for _, c in ipairs(cases) do
  local ours, theirs = measured(c, ask)
  local ratio = theirs and theirs / ours
  local misses = ratio and ratio < c.least
  if misses then missed = missed + 1 end
  found[c.name] = { seconds = ours, peer = theirs, ratio = ratio }
  rows[#rows + 1] = { c.name, ("%.3f"):format(ours * 1e3), theirs and ("%.3f"):format(theirs * 1e3) or "",
                      ratio and ("%.2f"):format(ratio) or "", misses and "MISSED" or "" }
end
report.table(rows)
if ask then print(("%d of %d are slower than they have to be"):format(missed, #cases)) end
os.remove(csv)
report.json(folder .. "/library.json", found)
os.exit(missed == 0)
