-- NumPy's files: what NumPy wrote is read, and what is written NumPy reads. Expected values are those that the Python
-- side was told to write.
local lu = require "luaunit"
local balnet = require "balnet"

local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local numbers = dofile(os.getenv "BALNET_SOURCE" .. "/tests/bindings/archive/archives.lua").numbers

local helper = os.getenv "BALNET_SOURCE" .. "/tests/bindings/data/numpy_files.py"
local folder

local function python(verb, path)
  shell.need_python "numpy"
  local run = shell.line(("%s %s %s %s"):format(os.getenv "BALNET_PYTHON", helper, verb, shell.quote(path)))
  return run.out .. run.err
end

TestNpy = {}

function TestNpy:setUp() folder = shell.scratch() end

function TestNpy:tearDown() shell.remove(folder) end

local function load_npy(name) return balnet.npy.load(folder .. "/" .. name .. ".npy") end

function TestNpy:test_arrays_of_every_width_and_byte_order_are_read()
  lu.assertEquals(python("make", folder), "")
  for _, name in ipairs { "lf2", "lf4", "lf8", "bf4", "bf8", "li1", "li2", "bi4", "li8", "bu2", "lu8" } do
    local read = load_npy(name)
    lu.assertEquals(read:dtype(), name:find "f4" and "f32" or "f64", name)
    lu.assertEquals({ numbers(read[1]), numbers(read[2]) }, { { 0, 1, 2 }, { 3, 4, 5 } }, name)
  end
  lu.assertEquals(numbers(load_npy "negative"), { -1, -128 })
  lu.assertEquals(numbers(load_npy "halves"), { 2 ^ -24, -1.5, 65504, math.huge, -0.0 })
  lu.assertEquals(numbers(load_npy "flags"), { 1, 0 })
end

function TestNpy:test_arrays_of_every_layout_are_read()
  python("make", folder)
  for _, name in ipairs { "fortran", "version2", "version3" } do
    local read = load_npy(name)
    lu.assertEquals({ numbers(read[1]), numbers(read[2]) }, { { 0, 1, 2 }, { 3, 4, 5 } }, name)
  end
  lu.assertEquals(load_npy("scalar"):dims(), 0)
  lu.assertEquals(load_npy("scalar"):item(), 2.5)
  lu.assertEquals({ load_npy("none"):shape() }, { 0, 3 })
end

function TestNpy:test_complex_numbers_are_two_tensors()
  python("make", folder)
  local real, imag = load_npy "complex"
  lu.assertEquals({ numbers(real), numbers(imag) }, { { 1, 0 }, { 2, -3 } })
  lu.assertEquals(select("#", load_npy "flags"), 1)
end

function TestNpy:test_numpy_reads_what_is_written()
  python("make", folder)
  local path = folder .. "/ä b.npy"
  local matrix = balnet.tensor { { 1, 2, 3 }, { 4, 5, 0.1 } }
  for expected, tensor in pairs {
    ["<f8 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, 0.1]]\n"] = matrix,
    ["<f8 (3, 2) [[1.0, 4.0], [2.0, 5.0], [3.0, 0.1]]\n"] = matrix:transpose(1, 2),
    ["<f4 (2,) [0.5, -2.0]\n"] = balnet.tensor({ 0.5, -2 }, "f32"),
    ["<f8 () 2.5\n"] = balnet.npy.load(folder .. "/scalar.npy"),
    ["<f8 (0, 3) []\n"] = balnet.zeros(0, 3),
    ["<f8 (1, 1, 1, 1, 1, 1, 1, 1) [[[[[[[[0.0]]]]]]]]\n"] = balnet.zeros(1, 1, 1, 1, 1, 1, 1, 1),
  } do
    balnet.npy.save(path, tensor)
    lu.assertEquals(python("show", path), expected)
    lu.assertTrue(balnet.npy.load(path):dtype() == tensor:dtype())
  end
end

function TestNpy:test_what_holds_no_numbers_is_refused_with_the_reason()
  python("make", folder)
  for name, words in pairs {
    objects = "holds objects of Python, which only Python can read",
    texts = "holds elements of the kind '<U2'; numbers of at most 8 bytes can be read",
    records = "holds records of several values",
    wide = "holds elements of the kind '<f16'",
    large = "as element 2, which f64 cannot hold",
  } do
    lu.assertErrorMsgContains("'" .. folder .. "/" .. name .. ".npy' ", load_npy, name)
    lu.assertErrorMsgContains(words, load_npy, name)
  end
end

function TestNpy:test_a_file_cut_anywhere_is_refused()
  local path = folder .. "/cut.npy"
  balnet.npy.save(path, balnet.tensor { 1, 2, 3 })
  local whole = shell.read(path)
  for length = 0, #whole - 1 do
    shell.write(path, whole:sub(1, length))
    lu.assertErrorMsgContains("cut.npy'", balnet.npy.load, path)
  end
end

function TestNpy:test_a_damaged_header_is_an_error_or_another_array()
  local path = folder .. "/damaged.npy"
  balnet.npy.save(path, balnet.zeros(2, 3))
  local whole = shell.read(path)
  for at = 1, 80 do
    for _, byte in ipairs { 0, 9, 39, 57, 255 } do
      shell.write(path, whole:sub(1, at - 1) .. string.char(byte) .. whole:sub(at + 1))
      local ok, result = pcall(balnet.npy.load, path)
      if not ok then lu.assertStrContains(result, "damaged.npy'") end
    end
  end
end

function TestNpy:test_wrong_arguments_are_refused()
  lu.assertErrorMsgContains("cannot read 'no/such.npy': No such file or directory", balnet.npy.load, "no/such.npy")
  lu.assertErrorMsgContains("cannot write 'no/such.npy'", balnet.npy.save, "no/such.npy", balnet.zeros(2))
  lu.assertErrorMsgContains("balnet.tensor expected", balnet.npy.save, folder .. "/x.npy", { 1 })
end

function TestNpy:test_several_arrays_of_a_file_are_read_by_name()
  lu.assertEquals(python("bundle", folder), "")
  local arrays, skipped = balnet.npy.loadz(folder .. "/stored.npz")
  lu.assertEquals(arrays.x:totable(), { { 0, 1, 2 }, { 3, 4, 5 } })
  lu.assertEquals({ arrays.arr_0.real:totable(), arrays.arr_0.imag:totable() }, { { 1 }, { 2 } })
  lu.assertNil(arrays.words)
  lu.assertStrContains(skipped.words, "stored.npz: words' holds elements of the kind '<U1'")
  local deflated = balnet.npy.loadz(folder .. "/deflated.npz").x
  lu.assertEquals({ deflated:dtype(), deflated:shape() }, { "f32", 100, 100 })
end

function TestNpy:test_numpy_reads_several_arrays_that_are_written()
  local path = folder .. "/written.npz"
  local square = balnet.arange(1, 6):reshape { 2, 3 }
  for _, compressed in ipairs { false, true } do
    balnet.npy.savez(path, { square = square, turned = square:transpose(1, 2), ["a b"] = balnet.ones(2):to "f32" }, compressed)
    lu.assertEquals(python("show", path),
      "a b <f4 (2,) 2.0\nsquare <f8 (2, 3) 21.0\nturned <f8 (3, 2) 21.0\n")
    lu.assertEquals(balnet.npy.loadz(path).turned:totable(), { { 1, 4 }, { 2, 5 }, { 3, 6 } })
  end
  local bytes = shell.read(path)
  balnet.npy.savez(path, { turned = square:transpose(1, 2), ["a b"] = balnet.ones(2):to "f32", square = square }, true)
  lu.assertTrue(bytes == shell.read(path), "the same arrays give the same bytes")
end

function TestNpy:test_what_is_no_bundle_is_refused()
  local path = folder .. "/bundle.npz"
  shell.write(path, ("no bundle"):rep(9))
  lu.assertErrorMsgContains("'" .. path .. "' cannot be read: Not a zip archive", balnet.npy.loadz, path)
  lu.assertErrorMsgContains("No such file", balnet.npy.loadz, folder .. "/none.npz")
  lu.assertErrorMsgContains("there is no array", balnet.npy.savez, path, {})
  lu.assertErrorMsgContains("'x' is a number; a tensor was needed", balnet.npy.savez, path, { x = 3 })
  lu.assertErrorMsgContains("arrays has a number as a name", balnet.npy.savez, path, { balnet.ones(2) })
  lu.assertErrorMsgContains("a name of 0 bytes", balnet.npy.savez, path, { [""] = balnet.ones(2) })
end

function TestNpy:test_damaged_bundles_are_refused_or_skip_what_is_damaged()
  local path = folder .. "/damaged.npz"
  balnet.npy.savez(path, { x = balnet.arange(1, 4), y = balnet.ones(40) }, true)
  local bytes = shell.read(path)
  for at = 1, #bytes do
    shell.write(path, bytes:sub(1, at - 1) .. string.char(bytes:byte(at) ~ 255) .. bytes:sub(at + 1))
    local fine, arrays = pcall(balnet.npy.loadz, path)
    if not fine then
      lu.assertStrContains(arrays, path)
    elseif arrays.x and arrays.x:dims() == 1 and #arrays.x == 4 and arrays.x:dtype() == "f64" then
      lu.assertEquals(arrays.x:totable(), { 1, 2, 3, 4 }, at)
    end
  end
end

function TestNpy:test_a_member_cannot_claim_more_bytes_than_the_file_holds()
  local path = folder .. "/claim.npz"
  balnet.npy.savez(path, { x = balnet.ones(2) })
  local whole = shell.read(path)
  local at = whole:find("PK\1\2", 1, true) -- its entry in the directory; both sizes stand 20 bytes behind that
  shell.write(path, whole:sub(1, at + 19) .. ("<I4I4"):pack(1 << 30, 1 << 30) .. whole:sub(at + 28))
  local arrays, skipped = balnet.npy.loadz(path)
  lu.assertEquals(arrays, {})
  lu.assertStrContains(skipped.x, "it claims more bytes than it can hold")
end

function TestNpy:test_mapped_arrays_have_the_same_numbers_and_stay_as_they_are_on_the_disk()
  local path = folder .. "/mapped.npy"
  balnet.npy.save(path, balnet.arange(1, 6):reshape { 2, 3 })
  local mapped = balnet.npy.load(path, { mapped = true })
  lu.assertEquals(mapped:totable(), { { 1, 2, 3 }, { 4, 5, 6 } })
  local row = mapped[2]
  mapped[{ 1, 1 }] = -1
  mapped = nil -- luacheck: ignore 311
  collectgarbage()
  lu.assertEquals(row:totable(), { 4, 5, 6 })
  lu.assertEquals(balnet.npy.load(path):totable(), { { 1, 2, 3 }, { 4, 5, 6 } })
  balnet.npy.save(path, balnet.zeros(2)) -- replaced, not written over
  lu.assertEquals(row:totable(), { 4, 5, 6 })
  python("make", folder)
  for _, name in ipairs { "fortran", "lf4", "bf4", "li4", "scalar", "none", "flags" } do
    local file = folder .. "/" .. name .. ".npy"
    if shell.read(file) then lu.assertEquals(balnet.npy.load(file, { mapped = true }):totable(), balnet.npy.load(file):totable(), name) end
  end
end

os.exit(lu.LuaUnit.run())
