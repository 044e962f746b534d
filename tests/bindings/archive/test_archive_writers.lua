-- Files that other programs write: each entry is read right or left out with its reason. Expected values are those that
-- writers.py and writers.R write.
local lu = require "luaunit"
local balnet = require "balnet"

local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local plain = dofile(source .. "/tests/bindings/archive/archives.lua").plain
local folder, path

TestWriters = {}

function TestWriters:setUp()
  folder = shell.scratch()
  path = folder .. "/a b ä.h5"
end

function TestWriters:tearDown() shell.remove(folder) end

-- The tree, the reasons by path of the objects that were left out, the attributes by path.
local function read(options)
  local tree, skipped, attributes = balnet.archive.read(path, "/", options or { foreign = true })
  local reasons = {}
  for _, entry in ipairs(skipped) do
    lu.assertNotEquals(entry.reason, "")
    if not entry.attribute then reasons[entry.path] = entry.reason end
  end
  local info = shell.program("info", path)
  lu.assertEquals({ info.err, info.status }, { "", 0 })
  return tree, reasons, attributes
end

local function written(writer, packages)
  shell.need_python(packages)
  local run = shell.line(("%s %s/tests/bindings/archive/writers.py %s %s"):format(os.getenv "BALNET_PYTHON", source, writer,
    shell.quote(path)))
  lu.assertEquals({ run.err, run.status }, { "", 0 })
  return read()
end

local function written_by_r(package)
  local present = shell.line(("Rscript -e 'suppressMessages(library(%s))'"):format(package)).status == 0
  lu.skipIf(not present, ("R with %s is not installed"):format(package))
  local run = shell.line(("Rscript %s/tests/bindings/archive/writers.R %s %s"):format(source, package, shell.quote(path)))
  lu.assertEquals(run.status, 0, run.err)
  return read { matlab = true }
end

function TestWriters:test_pytables()
  local tree, reasons, attributes = written("pytables", "tables")
  lu.assertEquals(plain(attributes["/matrix"].z), { real = 1, imag = 2 })
  lu.assertEquals(attributes["/matrix"].flag, 1)
  lu.assertEquals(attributes["/matrix"].unit, "V")
  lu.assertEquals(attributes["/matrix"].list:totable(), { 0, 1, 2 })
  local matrix = { { 0, 1, 2 }, { 3, 4, 5 } }
  lu.assertEquals({ tree.empty:shape() }, { 0, 3 })
  tree.empty = nil
  lu.assertEquals(plain(tree), {
    matrix = matrix, soft = matrix, hard = matrix, texts = { "one", "three" }, text = "hello", flags = { 1, 0 },
    z = { real = { 1, 3 }, imag = { 2, -1 } }, z32 = { real = { 1 }, imag = { 2 } }, zlib = { 0, 1, 2, 3 },
    table = { name = { "n0", "n1" }, number = { 1 << 60, (1 << 60) + 1 }, x = { { 0, 0.5 }, { 1, 1.5 } }, on = { 0, 1 },
      z = { real = { 0, 1 }, imag = { 1, 1 } }, colour = { 0, 1 } },
  })
  lu.assertEquals(reasons, {
    ["/blosc"] = "it is compressed by filter 32001 ('blosc'), which HDF5 does not have built in",
    ["/elsewhere"] = "it is a link into another file",
    ["/ragged"] = "it holds lists of different lengths",
    ["/table/at"] = "it holds times of a class that HDF5 does not convert",
    ["/times"] = "it holds times of a class that HDF5 does not convert",
  })
end

function TestWriters:test_pandas()
  local tree, reasons = written("pandas", "pandas, tables")
  local day = 86400 * 1000000000 -- ns
  local first = 18262 * day -- days from 1970 to 2020
  local columns = plain(tree.table.table)
  lu.assertTrue(columns.f[3] ~= columns.f[3])
  columns.f[3] = nil
  lu.assertEquals(columns, { index = { 0, 1, 2 }, i = { 1, 2, 3 }, f = { 0.5, 1.5 }, s = { "a", "bb", "c" }, b = { 1, 0, 1 },
    t = { first, first + day, first + 2 * day }, c = { 0, 1, 0 } })
  lu.assertEquals(tree.table.meta.c.meta.table.values, { "u", "v" })
  local fixed = plain(tree.fixed)
  lu.assertEquals(fixed.axis0, { "i", "f", "s", "b", "t" })
  lu.assertEquals(fixed.block0_values, { { 1 }, { 2 }, { 3 } })
  lu.assertEquals(plain(tree.series), { index = { "x", "y" }, values = { 1, 2 } })
  lu.assertStrContains(reasons["/packed/table"], "blosc")
  reasons["/packed/table"] = nil
  for _, reason in pairs(reasons) do lu.assertEquals(reason, "it holds lists of different lengths") end -- pickled
end

function TestWriters:test_netcdf4()
  local tree, reasons, attributes = written("netcdf4", "netCDF4")
  lu.assertEquals(attributes["/"].names, { "a", "b" })
  lu.assertEquals(attributes["/"].trials, 3)
  lu.assertEquals(attributes["/u"].unit, "V")
  tree.x, tree.letter = nil, nil -- dimensions without values
  lu.assertEquals(plain(tree), {
    t = { 0, 1 }, u = { { -9, -9, 2 }, { 3, 4, 5 } }, words = { "a", "ö", "" }, count = 7,
    letters = { { "a", "b", "", "", "" }, { "c", "d", "e", "", "" }, { "f", "", "", "", "" } },
    inner = { pairs = { a = { 1, 1, 1 }, b = { { 1, 1 }, { 1, 1 }, { 1, 1 } } }, sky_seen = { 0, 1, 1 } },
  })
  lu.assertStrContains(reasons["/inner/large"], "9223372036854775813")
  lu.assertStrContains(reasons["/inner/lists"], "different lengths")
  reasons["/inner/large"], reasons["/inner/lists"] = nil, nil
  for _, reason in pairs(reasons) do lu.assertEquals(reason, "it is a named type, which holds no numbers") end
end

function TestWriters:test_xarray()
  local tree, reasons, attributes = written("xarray", "xarray, netCDF4")
  tree.trial = nil
  lu.assertEquals(plain(tree), { rate = { { 0, 1, 2 }, { 3, 4, 5 } }, flag = { 1, 0 }, name = { "l", "r" }, when = { 0, 1, 2 },
    time = { 0, 0.1, 0.2 }, animal = "M7" })
  lu.assertEquals(attributes["/when"].units, "days since 2021-01-01 00:00:00")
  lu.assertEquals({ attributes["/"].n, attributes["/"].list:totable() }, { 3, { 1, 2 } })
  lu.assertEquals(reasons, {})
end

local matrix, frame = { { 1.5, 3, 5 }, { 2, 4, 6 } }, { a = { 1, 2, 3 }, c = { "x", "y", "z" } }

-- The frame, whose second number is R's NA.
local function assert_frame(columns)
  local b = plain(columns.b)
  lu.assertEquals({ b[1], b[3], b[2] == b[2] }, { 0.5, 2, false })
  columns.b = nil
  lu.assertEquals(plain(columns), frame)
end

function TestWriters:test_hdf5r()
  local tree, reasons, attributes = written_by_r "hdf5r"
  lu.assertEquals({ attributes["/matrix"].unit, attributes["/matrix"].flag }, { "V", 1 })
  assert_frame(tree.frame)
  tree.frame = nil
  lu.assertEquals(plain(tree), { matrix = matrix, flags = { 1, 0, 2 }, texts = { "a", "öx" }, factor = { 1, 2, 1 }, nothing = {},
    pairs = { a = { 1, 2 }, z = { real = { 1, 2 }, imag = { 0, 0 } } }, z = { real = { 0, 0, 0 }, imag = { 0, 0, 0 } } })
  lu.assertEquals(reasons, {})
end

function TestWriters:test_rhdf5()
  local tree, reasons = written_by_r "rhdf5"
  assert_frame(tree.frame)
  lu.assertEquals({ tree.cube:shape() }, { 2, 3, 4 })
  lu.assertEquals(tree.cube:permute(3, 2, 1):reshape(24), balnet.arange(1, 24))
  tree.frame, tree.cube = nil, nil
  lu.assertEquals(plain(tree), { matrix = matrix, flags = { 1, 0 }, texts = { "a", "öx" },
    list = { a = { 1, 2 }, b = { "q" }, c = { d = { 3 } } } })
  lu.assertEquals(reasons, {})
end

os.exit(lu.LuaUnit.run())
