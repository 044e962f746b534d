-- Archives from Lua: nested tables go in and come out, h5py reads the same numbers, and what is wrong is told at the
-- caller's line. Expected values are the ones written, or what h5py says is in the file.
local lu = require "luaunit"
local balnet = require "balnet"
local archive = balnet.archive

local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local archives = dofile(source .. "/tests/bindings/archive/archives.lua")
local folder, path

local function python(verb) return archives.python(verb, path) end

local function bytes() return shell.read(path) end

local numbers = archives.numbers

TestArchive = {}

function TestArchive:setUp()
  folder = shell.scratch()
  path = folder .. "/a b ä.h5"
end

function TestArchive:tearDown() shell.remove(folder) end

function TestArchive:test_written_archives_are_read_back()
  archive.write(path, archives.example())
  local run = archive.read(path)
  lu.assertEquals(run.attributes, archives.example().attributes)
  lu.assertEquals(math.type(run.attributes.seed), "integer")
  lu.assertEquals(math.type(run.parameters.attributes.gain), "float")
  lu.assertEquals(numbers(run.history.epoch), { 1, 1001, 2001 })
  lu.assertEquals(numbers(run.history.error), { 0.5, 0.25, 1 / 3 })
  lu.assertEquals(run.history.J:dtype(), "f32")
  lu.assertEquals(numbers(run.history.J[2]), { 3, 4 })
  lu.assertEquals(run.empty, { attributes = {} })
end

function TestArchive:test_one_object_can_be_read_alone()
  archive.write(path, archives.example())
  lu.assertEquals(numbers(archive.read(path, "/history/error")), { 0.5, 0.25, 1 / 3 })
  lu.assertEquals(archive.read(path, "/parameters").attributes, { neurons = 100, gain = 1.0 })
  lu.assertEquals(numbers(archive.read(path, "/history").epoch), { 1, 1001, 2001 })
end

function TestArchive:test_h5py_reads_the_same()
  archive.write(path, archives.example())
  lu.assertEquals(python "dump", [=[
/ @dt float64 0.2
/ @finished int8 1
/ @script str 'zwei Stimuli, τ = 1'
/ @seed int64 3
/ @tried int8 0
/history/J float32 (2, 2) gzip shuffle=True [[1.0, 2.0], [3.0, 4.0]]
/history/epoch int64 (3,) [1, 1001, 2001]
/history/error float64 (3,) [0.5, 0.25, 0.3333333333333333]
/parameters @gain float64 1.0
/parameters @neurons int64 100
]=])
end

function TestArchive:test_the_list_names_kinds_shapes_and_values()
  archive.write(path, { attributes = { seed = 3 }, J = archive.int64(balnet.zeros(2, 3)) })
  lu.assertEquals(archive.list(path), {
    { path = "/", kind = "group" },
    { path = "/", kind = "integer", attribute = "seed", value = 3 },
    { path = "/J", kind = "tensor", dtype = "int64", shape = { 2, 3 } },
  })
end

function TestArchive:test_the_same_content_has_the_same_bytes()
  archive.write(path, archives.example())
  local first = bytes()
  collectgarbage()
  archive.write(path, archives.example())
  lu.assertTrue(first == bytes())
end

function TestArchive:test_reading_and_writing_again_changes_nothing()
  archive.write(path, { attributes = { a = 1.5 }, deep = { er = { x = balnet.tensor { 1, 2 } } } })
  local first = bytes()
  archive.write(path, archive.read(path))
  lu.assertTrue(first == bytes())
end

function TestArchive:test_ways_to_store_add_up()
  archive.write(path, { x = archive.compressed(archive.int64(balnet.zeros(4))) })
  lu.assertEquals(python "dump", "/x int64 (4,) gzip shuffle=True [0, 0, 0, 0]\n")
end

function TestArchive:test_single_values_can_be_arrays_too()
  archive.write(path, { values = { dt = archive.value(0.2), seed = archive.value(2 ^ 53 | 1), on = archive.value(true),
    word = archive.value "tanh" } })
  lu.assertEquals(python "dump", [=[
/values/dt float64 () 0.2
/values/on int64 () 1
/values/seed int64 () 9007199254740993
/values/word |S5 () b'tanh'
]=])
  lu.assertEquals(archive.read(path, "/values/word"), "tanh")
  lu.assertNil(archive.read(path).values.word) -- what repeats an attribute is no member
  lu.assertErrorMsgContains("a nil was given; a text, number or boolean was needed", archive.value, nil)
  lu.assertErrorMsgContains("the text contains a zero byte", archive.value, "a\0b")
end

function TestArchive:test_a_vector_with_its_own_name_is_the_scale_of_its_dimension()
  archive.write(path, {
    unit = archive.labelled(archive.int64 { 10, 20 }, { "unit" }), entry = archive.labelled(balnet.tensor { 1, 5, 9 }, { "entry" }),
    inner = { x = archive.labelled(balnet.zeros(3, 2, 2), { "entry", "unit", "unit" }),
      y = archive.labelled(balnet.zeros(4), { "unit" }), z = archive.labelled(balnet.zeros(2, 4), { "unit", "other" }) } })
  lu.assertEquals(shell.python([==[
with h5py.File(sys.argv[1]) as f:
    print([(d.label, list(d.keys()), d[0][()].tolist()) for d in f['inner/x'].dims])
    print([f[n].attrs.get('CLASS') for n in ('unit', 'entry', 'inner/x')], [len(d) for d in f['inner/y'].dims])
    print([(f[r].name, int(n)) for r, n in f['unit'].attrs['REFERENCE_LIST']])
    print([(d.label, len(d)) for d in f['inner/z'].dims])]==], path), -- all scales or none, as netCDF needs it
    "[('entry', ['entry'], [1.0, 5.0, 9.0]), ('unit', ['unit'], [10, 20]), ('unit', ['unit'], [10, 20])]\n"
    .. "[b'DIMENSION_SCALE', b'DIMENSION_SCALE', None] [0]\n[('/inner/x', 1), ('/inner/x', 2)]\n[('unit', 0), ('other', 0)]\n")
end

-- The shorter of two times, in seconds of the processor.
local function seconds(f)
  local best = math.huge
  for _ = 1, 2 do
    local start = os.clock()
    f()
    best = math.min(best, os.clock() - start)
  end
  return best
end

function TestArchive:test_writing_takes_no_time_in_the_square_of_the_members()
  local tensors = {}
  for i = 1, 4000 do tensors["x" .. i] = balnet.ones(1) end
  local writing = seconds(function() archive.write(path, tensors) end)
  local reading = seconds(function() archive.read(path) end)
  lu.assertTrue(writing < 1.2 * reading, ("%.3f s; reading takes %.3f s"):format(writing, reading)) -- 0.6; in the square 1.7

  local function of_attributes(count)
    local attributes = {}
    for i = 1, count do attributes["a" .. i] = i end
    local written = seconds(function() archive.write(path, { attributes = attributes }) end)
    return written, seconds(function() lu.assertEquals(archive.read(path).attributes["a" .. count], count) end)
  end
  local write_few, read_few = of_attributes(500)
  local write_many, read_many = of_attributes(4000)
  lu.assertTrue(write_many < 24 * write_few, ("%.3f s, %.3f s"):format(write_few, write_many)) -- 8; in the square 50
  lu.assertTrue(read_many < 24 * read_few, ("%.3f s, %.3f s"):format(read_few, read_many))
end

function TestArchive:test_many_attributes_are_read_by_h5py_and_have_the_same_bytes()
  shell.need_python "h5py, numpy"
  local attributes = { text = "many" }
  for i = 1, 300 do attributes["a" .. i] = i end
  archive.write(path, { attributes = attributes })
  local first = bytes()
  archive.write(path, { attributes = attributes })
  lu.assertTrue(first == bytes())
  local program = "import h5py, sys; a = h5py.File(sys.argv[1])['/'].attrs; print(len(a), a['a300'], a['text'])"
  lu.assertEquals(shell.line(("%s -c %s %s"):format(os.getenv "BALNET_PYTHON", shell.quote(program), shell.quote(path))).out,
    "301 300 many\n")
end

function TestArchive:test_a_missing_object_is_told_with_the_nearest()
  archive.write(path, archives.example())
  lu.assertErrorMsgContains("has no '/history/epochs'; did you mean '/history/epoch'?",
    archive.read, path, "/history/epochs")
  lu.assertErrorMsgContains("has no 'what'", archive.read, path, "what")
end

function TestArchive:test_a_value_that_cannot_be_stored_is_reported_with_its_path()
  local closed = balnet.zeros(2)
  closed:close()
  local circle = {}
  circle.again = circle
  for words, content in pairs {
    ["'/history/seed' is a number; a tensor or a table was needed"] = { history = { seed = 3 } },
    ["'/' has a number as a name"] = { balnet.zeros(2) },
    ["'/' has the name 'a/b'"] = { ["a/b"] = {} },
    ["'/' has the name 'a'; it must not be"] = { ["a\0b"] = {} },
    ["'/' has the name ''; it must not be empty"] = { [""] = {} },
    ["'/..' is no path"] = { [".."] = {} },
    ["attribute 'x' of '/g' is a table"] = { g = { attributes = { x = {} } } },
    ["attribute 'x' of '/' contains a zero byte"] = { attributes = { x = "a\0b" } },
    ["'attributes' of '/g' is a number"] = { g = { attributes = 7 } },
    ["'/x' has 0.5 as element 2"] = { x = archive.int64(balnet.tensor { 1, 0.5 }) },
    ["'/x' is a closed tensor"] = { x = closed },
    ["nested deeper than 32"] = circle,
  } do
    lu.assertErrorMsgContains(words, archive.write, path, content)
  end
  lu.assertNil(io.open(path), "nothing was left")
end

function TestArchive:test_errors_carry_the_callers_line()
  local line = debug.getinfo(1, "l").currentline + 1
  local ok, message = pcall(function() archive.write("no/such/folder.h5", {}) end)
  lu.assertFalse(ok)
  lu.assertStrContains(message,
    "test_archive.lua:" .. line .. ": cannot write 'no/such/folder.h5': No such file or directory")
  line = debug.getinfo(1, "l").currentline + 1
  ok, message = pcall(function() return archive.read "no/such/file.h5" end)
  lu.assertFalse(ok)
  lu.assertStrContains(message, "cannot read 'no/such/file.h5': No such file or directory")
end

function TestArchive:test_wrong_arguments_are_refused()
  lu.assertErrorMsgContains("bad argument #2", archive.write, path)
  lu.assertErrorMsgContains("bad argument #2", archive.write, path, balnet.zeros(2))
  lu.assertErrorMsgContains("balnet.tensor expected", archive.int64, 3)
  lu.assertErrorMsgContains("balnet.tensor expected", archive.compressed, {})
  lu.assertErrorMsgContains("did you mean 'foreign'", archive.read, path, "/", { foregin = true })
  lu.assertErrorMsgContains("bad argument #1", archive.list, {})
end

function TestArchive:test_h5py_sees_the_names_of_dimensions()
  local labels = { "seed", "noise" }
  local stored = archive.compressed(archive.labelled(archive.int64(balnet.ones(2, 3)), labels))
  labels[1] = "changed afterwards"
  archive.write(path, { x = archive.labelled(balnet.zeros(4), { "τ" }), y = stored })
  lu.assertStrContains(python "dump", "/x @DIMENSION_LABELS ndarray array(['τ'], dtype=object)")
  lu.assertStrContains(python "dump", "/y @DIMENSION_LABELS ndarray array(['seed', 'noise'], dtype=object)")
  lu.assertEquals(archive.read(path).y:shape(), 2)
  local needed = "1 labels for a tensor of 2 dimensions; one for each was needed"
  lu.assertErrorMsgContains(needed, archive.labelled, balnet.zeros(2, 3), { "seed" })
  lu.assertErrorMsgContains("label 1 is a number", archive.labelled, balnet.zeros(2), { 7 })
end

function TestArchive:test_tensors_of_many_dimensions_can_be_left_out()
  archive.write(path, archives.example())
  local run = archive.read(path, "/", { most_dims = 1 })
  lu.assertNil(run.history.J)
  lu.assertEquals(numbers(run.history.error), { 0.5, 0.25, 1 / 3 })
  lu.assertEquals(archive.read(path, "/", { most_dims = 0 }).history, { attributes = {} })
end

function TestArchive:test_many_archives_pass_while_the_collector_runs()
  for i = 1, 10 do
    archive.write(path, { attributes = { i = i }, x = balnet.zeros(i) })
    pcall(archive.read, path, "/missing")
    lu.assertEquals(archive.read(path).attributes.i, i)
  end
end

function TestArchive:test_a_full_disk_leaves_the_old_file()
  archive.write(path, archives.example())
  local before = bytes()
  shell.write(folder .. "/full.lua",
    ("local balnet = require 'balnet'\nbalnet.archive.write(%q, { x = balnet.zeros(4000) })\n"):format(path))
  local run = shell.line(("trap '' XFSZ; ulimit -f 8; %s full.lua"):format(shell.quote(os.getenv "BALNET")), folder)
  lu.assertStrContains(run.err, "full.lua:2: cannot write")
  lu.assertStrContains(run.err, "File too large")
  lu.assertEquals(run.status, 1)
  lu.assertTrue(before == bytes(), "the old file is whole")
  lu.assertEquals(shell.line("ls", folder).out, "a b ä.h5\nfull.lua\n")
end

os.exit(lu.LuaUnit.run())
