-- MATLAB's files. Expected values are what SciPy was told to write, or what it says is in the file.
local lu = require "luaunit"
local balnet = require "balnet"
local mat = balnet.mat

local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local helper = os.getenv "BALNET_SOURCE" .. "/tests/bindings/data/mat_files.py"
local folder, path

local function python(verb, ...)
  local words = { os.getenv "BALNET_PYTHON", helper, verb, shell.quote(path) }
  for _, more in ipairs { ... } do words[#words + 1] = shell.quote(more) end
  local run = shell.line(table.concat(words, " "))
  if run.err:find "ModuleNotFoundError" then lu.skip "there is no python3-scipy or no python3-h5py" end
  lu.assertEquals(run.err, "")
  return run.out
end

local made

-- The bytes of a file that SciPy writes, and of the same one compressed.
local function scipys_files()
  if not made then
    python("make", path .. "z")
    made = { shell.read(path), shell.read(path .. "z") }
  end
  return table.unpack(made)
end

local function plain(value)
  if type(value) == "userdata" then return value:totable() end
  if type(value) ~= "table" then return value end
  local copy = {}
  for k, v in pairs(value) do copy[k] = plain(v) end
  return copy
end

TestMat = {}

function TestMat:setUp()
  folder = shell.scratch()
  path = folder .. "/a b.mat"
end

function TestMat:tearDown() shell.remove(folder) end

function TestMat:test_what_scipy_writes_is_read_compressed_or_not()
  for _, bytes in ipairs { scipys_files() } do
    shell.write(path, bytes)
    local read, skipped = mat.read(path)
    for _, class in ipairs { "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8" } do
      lu.assertEquals(plain(read["n_" .. class]), { { 0, 1, 2 }, { 3, 4, 5 } }, class)
      lu.assertEquals(read["n_" .. class]:dtype(), class == "f4" and "f32" or "f64")
    end
    lu.assertEquals(plain { read.negative, read.logical, read.z, read.scalar },
      { { { -128, 127 } }, { { 1, 0 } }, { real = { { 1, 3 } }, imag = { { 2, -4 } } }, { { 7.5 } } })
    lu.assertEquals({ read.text, read.texts, read.nothing }, { "grün €", { "ab", "ü " }, "" })
    lu.assertEquals(plain(read.cell), { { { 1, 2 } }, "x", { a = { { 1.5 } } }, false })
    lu.assertEquals(read.square, { { "a", "b" }, { "c", "d" } })
    lu.assertEquals(plain(read.info), { a = { { 1 } }, b = { c = "deep" } })
    lu.assertEquals(plain(read.records), { { n = { { 1 } }, s = "a" }, { n = { { 2 } }, s = "b" } })
    lu.assertEquals(plain { read.sparse, read.sparse_z },
      { { { 0, 2.5, 0 }, { 1, 0, 0 } }, { real = { { 0, 2.5 } }, imag = { { 0, -1 } } } })
    lu.assertEquals({ { read.cube:shape() }, read.cube[2][3][4], read.cube[1][1][2] }, { { 2, 3, 4 }, 23, 1 })
    lu.assertEquals({ read.none:shape() }, { 0, 3 })
    local reason = "element 1 is an integer that f64 cannot hold"
    lu.assertEquals({ read.large, skipped }, { nil, { ["cell{4}"] = reason, large = reason } })
  end
end

function TestMat:test_squeezed_numbers_have_no_dimensions_of_one()
  shell.write(path, (scipys_files()))
  local read = mat.read(path, { squeeze = true })
  lu.assertEquals(plain { read.scalar, read.info.a, read.logical, read.z },
    { 7.5, 1, { 1, 0 }, { real = { 1, 3 }, imag = { 2, -4 } } })
  lu.assertEquals({ read.n_i1:shape() }, { 2, 3 })
end

function TestMat:test_files_of_version_7_3_are_read()
  python "matlab"
  local read, skipped = mat.read(path, { squeeze = true })
  lu.assertEquals(plain(read), { x = { { 0, 2, 4 }, { 1, 3, 5 } }, flags = { 1, 0 }, text = "grün", cell = { { 1, 2 }, "grün" },
    info = { rate = 2.5, name = "grün" } })
  lu.assertEquals(skipped, {})
end

local function example()
  local matrix = balnet.tensor { { 0, 2 }, { 3, 0 } }
  return {
    x = balnet.tensor({ { 1, 2, 3 }, { 4, 5, 6 } }, "f32"), vector = balnet.tensor { 1, 0.5 }, cube = balnet.arange(1, 8):reshape(2, 2, 2),
    i8 = mat.as(-matrix, "int8"), u64 = mat.as(matrix, "uint64"), flags = mat.as(matrix:gt(0), "logical"),
    sparse = mat.as(matrix, "sparse"), z = { real = matrix, imag = -matrix }, text = "grün 😀", nothing = "",
    half = 0.5, whole = 3, large = (1 << 60) + 1, yes = true, list = { "a", 2, { 3 } }, info = { b = "deep", a = { c = 1 } },
    empty = {}, sparse_z = { real = mat.as(matrix, "sparse"), imag = mat.as(balnet.eye(2), "sparse") },
  }
end

function TestMat:test_scipy_reads_what_is_written()
  local once = [=[
cube f8 [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]
empty []
flags u1 [[0, 1], [1, 0]]
half f8 [[0.5]]
i8 i1 [[0, -2], [-3, 0]]
info a [c [f8 [[1.0]]]]; b [U4 ['deep']]
large i8 [[1152921504606846977]]
list [U1 ['a'], f8 [[2.0]], [f8 [[3.0]]]]
nothing U1 []
sparse sparse 2 [[0.0, 2.0], [3.0, 0.0]]
sparse_z sparse 4 [[1j, (2+0j)], [(3+0j), 1j]]
text U6 ['grün 😀']
u64 u8 [[0, 2], [3, 0]]
vector f8 [[1.0, 0.5]]
whole f8 [[3.0]]
x f4 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
yes u1 [[1]]
z c16 [[-0j, (2-2j)], [(3-3j), -0j]]
]=]
  mat.write(path, example())
  mat.write(path .. "z", example(), true)
  lu.assertEquals(python("show", path .. "z"), once .. once)
end

function TestMat:test_what_is_written_reads_back_with_the_same_bytes()
  mat.write(path, example())
  local first = shell.read(path)
  mat.write(path, example())
  lu.assertTrue(first == shell.read(path))
  local read, skipped = mat.read(path, { squeeze = true })
  lu.assertEquals({ read.text, read.nothing, read.half, read.yes, read.empty }, { "grün 😀", "", 0.5, 1, {} })
  lu.assertEquals(plain { read.cube, read.list, read.info, read.flags, read.z },
    { { { { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 8 } } }, { "a", 2, { 3 } }, { b = "deep", a = { c = 1 } }, { { 0, 1 }, { 1, 0 } },
      { real = { { 0, 2 }, { 3, 0 } }, imag = { { 0, -2 }, { -3, 0 } } } })
  lu.assertEquals(skipped, { large = "element 1 is an integer that f64 cannot hold" })
end

function TestMat:test_each_class_keeps_its_range()
  local range = { int8 = { -128, 127 }, uint8 = { 0, 255 }, int16 = { -32768, 32767 }, uint16 = { 0, 65535 },
    int32 = { -2 ^ 31, 2 ^ 31 - 1 }, uint32 = { 0, 2 ^ 32 - 1 }, int64 = { -2 ^ 53, 2 ^ 53 }, uint64 = { 0, 2 ^ 53 }, logical = { 0, 1 },
    double = { -1e300, 0.1 }, single = { -0.5, 2 ^ 100 } }
  for class, least_and_most in pairs(range) do
    mat.write(path, { x = mat.as(balnet.tensor(least_and_most), class) })
    lu.assertEquals(plain(mat.read(path, { squeeze = true }).x), least_and_most, class)
  end
  for class, number in pairs { int8 = 128, uint8 = -1, int16 = 0.5, uint16 = 65536, int32 = 2 ^ 31, uint32 = 0 / 0,
    int64 = 2 ^ 63, uint64 = 2 ^ 64,
    logical = 2 } do
    lu.assertErrorMsgContains(", which is no " .. class, mat.write, path, { x = mat.as(balnet.tensor { 0, number }, class) })
  end
end

function TestMat:test_what_matlab_does_not_take_is_refused_with_its_place()
  local cycle = {}
  cycle.a = cycle
  for words, variables in pairs {
    ["'2x' is no name for MATLAB"] = { ["2x"] = 1 },
    ["'a.b c' is no name for MATLAB"] = { a = { ["b c"] = 1 } },
    ["'a{2}.f' is a function; a tensor, number, text, boolean or table was needed"] = { a = { 1, { f = print } } },
    ["'a' is neither a list nor a table of names"] = { a = { b = 1, [7] = 2 } },
    ["nested deeper than 64; does one contain itself?"] = { a = cycle },
    ["'z': real and imag have different shapes"] = { z = { real = balnet.ones(2), imag = balnet.ones(3) } },
    ["'z': real and imag are of different classes"] = { z = { real = balnet.ones(2), imag = balnet.ones(2):to "f32" } },
    ["'s': a sparse matrix was needed; 2 x 2 x 2 was given"] = { s = mat.as(balnet.ones(2, 2, 2), "sparse") },
    ["'b' is neither a list nor a table of names"] = { b = { 1, [3] = 2 } },
  } do
    lu.assertErrorMsgContains(words, mat.write, path, variables)
  end
  lu.assertNil(io.open(path), "nothing was left")
  lu.assertErrorMsgContains("cannot write 'no/such.mat'", mat.write, "no/such.mat", { x = 1 })
end

function TestMat:test_what_is_no_mat_file_is_refused()
  lu.assertErrorMsgContains("cannot read 'no/such.mat': No such file or directory", mat.read, "no/such.mat")
  for _, bytes in ipairs { "", "no file of MATLAB's", ("\1"):rep(200) } do
    shell.write(path, bytes)
    lu.assertErrorMsgContains("a b.mat' is no MAT-file", mat.read, path)
  end
  mat.write(path, example())
  local whole = shell.read(path)
  shell.write(path, whole:sub(1, -40))
  lu.assertEquals(type(mat.read(path)), "table")
end

function TestMat:test_a_zero_character_is_part_of_a_text_and_of_no_name()
  mat.write(path, { a = "x\0y" })
  lu.assertEquals(mat.read(path).a, "x\0y")
  lu.assertFalse(pcall(mat.write, path, { ["a\0b"] = 1 }))
end

os.exit(lu.LuaUnit.run())
