-- How fast the library is beside NumPy and SciPy, each on one thread with the kernels that it chooses: linear algebra,
-- element-wise functions, reductions, sorting, masks, transforms, tables of numbers, and the start of the program.
--   balnet tests/bench/library.lua [SECONDS_PER_POINT (0.3)] [FOLDER] [MEGABYTES_OF_CSV (10)]
-- Without python3-numpy and python3-scipy it shows its own times alone.
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

arg[1] = arg[1] or "0.3"
local seconds, folder = report.arguments()
local megabytes = tonumber(arg[3] or 10)
local clock = balnet.system.seconds
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
local program = ("'%s'"):format(arg[-1])
local random = balnet.random { seed = 5 }
local linalg = balnet.linalg

-- Each is a name, a function, and how many times as fast as the peer's it has to be; library.py has the same names.
local cases = {}
local function case(name, f, least) cases[#cases + 1] = { name = name, f = f, least = least or 1 } end

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

-- Times by name of the peer, and its kernels; nil where it is not installed.
local function peer()
  local pipe = io.popen(("env -u OPENBLAS_CORETYPE %s %s/peers/library.py %s %g 2>/dev/null"):format(python, here, csv, seconds))
  local times = {}
  local kernels, versions = pipe:read("l", "l")
  for line in pipe:lines() do
    local name, time = line:match "^(.*)\t(.*)$"
    times[name] = tonumber(time)
  end
  return pipe:close() and next(times) and times, kernels, versions
end

local theirs, kernels, versions = peer()
print(("one thread each; balnet with OpenBLAS %s, %s"):format(balnet.system.corename(),
  theirs and versions .. " with OpenBLAS " .. kernels or "NumPy and SciPy skipped, they are not installed"))
local rows, found, missed = { { "", "balnet/ms", "peer/ms", "ratio", "" } }, { kernels = kernels, versions = versions }, 0
for _, c in ipairs(cases) do
  collectgarbage()
  local ours = report.best(c.f, seconds, clock)
  local other = theirs and theirs[c.name]
  local ratio = other and other / ours
  if ratio and ratio < c.least then missed = missed + 1 end
  found[c.name] = { seconds = ours, peer = other, ratio = ratio }
  rows[#rows + 1] = { c.name, ("%.3f"):format(ours * 1e3), other and ("%.3f"):format(other * 1e3) or "",
                      ratio and ("%.2f"):format(ratio) or "", ratio and ratio < c.least and "MISSED" or "" }
end
report.table(rows)
if theirs then print(("%d of %d are slower than they have to be"):format(missed, #cases)) end
os.remove(csv)
report.json(folder .. "/library.json", found)
os.exit(missed == 0)
