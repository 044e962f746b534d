-- Archives from Lua: nested tables go in and come out, h5py reads the same numbers, and what is wrong is told at the
-- caller's line. Expected values are the ones written, or what h5py says is in the file.
local lu = require "luaunit"
local balnet = require "balnet"
local archive = balnet.archive

local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local helper = os.getenv "BALNET_SOURCE" .. "/tests/bindings/archive/archive.py"
local folder, path

local function python(verb)
  local run = shell.line(("%s %s %s %s"):format(os.getenv "BALNET_PYTHON", helper, verb, shell.quote(path)))
  return run.out .. run.err
end

local files = {}

-- The file that the verb makes, which is made once.
local function make(verb)
  if files[verb] then
    shell.write(path, files[verb])
  else
    lu.assertEquals(python(verb), "")
    files[verb] = shell.read(path)
  end
end

local function bytes() return shell.read(path) end

local function numbers(tensor)
  local list = {}
  for i = 1, #tensor do list[i] = tensor[i] end
  return list
end

TestArchive = {}

function TestArchive:setUp()
  folder = shell.scratch()
  path = folder .. "/a b ä.h5"
end

function TestArchive:tearDown() shell.remove(folder) end

local function example()
  return {
    attributes = { script = "zwei Stimuli, τ = 1", seed = 3, dt = 0.2, finished = true, tried = false },
    history = {
      epoch = archive.int64(balnet.tensor { 1, 1001, 2001 }),
      error = balnet.tensor { 0.5, 0.25, 1 / 3 },
      J = archive.compressed(balnet.tensor({ { 1, 2 }, { 3, 4 } }, "f32")),
    },
    parameters = { attributes = { neurons = 100, gain = 1.0 } },
    empty = {},
  }
end

function TestArchive:test_written_archives_are_read_back()
  archive.write(path, example())
  local run = archive.read(path)
  lu.assertEquals(run.attributes, example().attributes)
  lu.assertEquals(math.type(run.attributes.seed), "integer")
  lu.assertEquals(math.type(run.parameters.attributes.gain), "float")
  lu.assertEquals(numbers(run.history.epoch), { 1, 1001, 2001 })
  lu.assertEquals(numbers(run.history.error), { 0.5, 0.25, 1 / 3 })
  lu.assertEquals(run.history.J:dtype(), "f32")
  lu.assertEquals(numbers(run.history.J[2]), { 3, 4 })
  lu.assertEquals(run.empty, { attributes = {} })
end

function TestArchive:test_one_object_can_be_read_alone()
  archive.write(path, example())
  lu.assertEquals(numbers(archive.read(path, "/history/error")), { 0.5, 0.25, 1 / 3 })
  lu.assertEquals(archive.read(path, "/parameters").attributes, { neurons = 100, gain = 1.0 })
  lu.assertEquals(numbers(archive.read(path, "/history").epoch), { 1, 1001, 2001 })
end

function TestArchive:test_h5py_reads_the_same()
  archive.write(path, example())
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
  archive.write(path, example())
  local first = bytes()
  collectgarbage()
  archive.write(path, example())
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

-- The example after h5py has changed it: what archive.read gives.
local function changed(how)
  if not files[how] then
    archive.write(path, example())
    lu.assertEquals(python "change", "")
    for _, name in ipairs { "open", "comment", "byte", "on_array", "array", "value", "bit", "attribute", "flag", "text", "less",
      "renamed", "seal", "repack", "repack_compressed", "less_and_longer" } do
      files[name] = shell.read(path .. "." .. name)
    end
  end
  shell.write(path, files[how])
  return pcall(archive.read, path)
end

function TestArchive:test_opening_for_writing_changes_nothing()
  local read, _, difference = changed "open"
  lu.assertTrue(read)
  lu.assertNil(difference)
end

function TestArchive:test_what_another_program_adds_is_accepted_and_named()
  for how, sentence in pairs {
    comment = "'/' with the attribute comment was not in it", byte = "'/history' with the attribute x was not in it",
    on_array = "'/history/error' with the attribute unit was not in it", array = "'/history/note' was not in it",
    repack = "its bytes are others, what was written is all there",
    repack_compressed = "its bytes are others, what was written is all there",
  } do
    local read, tree, difference = changed(how)
    lu.assertTrue(read, tostring(tree))
    lu.assertEquals(difference, sentence)
    lu.assertEquals(numbers(tree.history.error), { 0.5, 0.25, 1 / 3 })
    lu.assertIs(tree.attributes.finished, true)
  end
end

function TestArchive:test_what_another_program_has_taken_or_written_over_is_damage()
  for _, how in ipairs { "value", "bit", "attribute", "flag", "text", "less", "renamed" } do
    local read, fault = changed(how)
    lu.assertFalse(read, how)
    lu.assertStrContains(fault, "not the ones")
  end
  lu.assertStrContains(select(2, changed "less_and_longer"), "1 of its 10 entries are not the ones that were written")
  lu.assertStrContains(select(2, changed "seal"), "it has no seal")
  lu.assertNotNil(archive.read(path, "/", { foreign = true }).history)
end

-- Of a file that another program has added to: each byte flipped in turn is refused, or all that was written is there.
function TestArchive:test_damage_to_a_changed_file_is_found_too()
  changed "comment"
  local whole, tolerated = bytes(), 0
  for at = 1, #whole, 211 do
    shell.write(path, whole:sub(1, at - 1) .. string.char(whole:byte(at) ~ 0x55) .. whole:sub(at + 1))
    local read, tree = pcall(archive.read, path)
    if read then
      tolerated = tolerated + 1
      tree.attributes.comment = nil
      lu.assertEquals(tree.attributes, example().attributes)
      lu.assertEquals(numbers(tree.history.error), { 0.5, 0.25, 1 / 3 })
      lu.assertEquals(numbers(tree.history.J[2]), { 3, 4 })
    end
  end
  lu.assertTrue(tolerated < #whole / 211) -- what lies between the objects belongs to nobody
end

function TestArchive:test_single_values_can_be_arrays_too()
  archive.write(path, { values = { dt = archive.value(0.2), seed = archive.value(2 ^ 53 | 1), on = archive.value(true),
    word = archive.value "tanh" } })
  lu.assertEquals(python "dump", [=[
/values/dt float64 () 0.2
/values/on int64 () 1
/values/seed int64 () 9007199254740993
/values/word |S4 () b'tanh'
]=])
  lu.assertEquals(archive.read(path, "/values/word"), "tanh")
  lu.assertNil(archive.read(path).values.word) -- what repeats an attribute is no member
  lu.assertErrorMsgContains("a nil was given; a text, number or boolean was needed", archive.value, nil)
  lu.assertErrorMsgContains("the text contains a zero byte", archive.value, "a\0b")
end

function TestArchive:test_a_vector_with_its_own_name_is_the_scale_of_its_dimension()
  archive.write(path, {
    unit = archive.labelled(archive.int64 { 10, 20 }, { "unit" }), entry = archive.labelled(balnet.tensor { 1, 5, 9 }, { "entry" }),
    inner = { x = archive.labelled(balnet.zeros(3, 2, 2), { "entry", "unit", "unit" }), y = archive.labelled(balnet.zeros(4), { "unit" }) } })
  lu.assertEquals(shell.python([==[
with h5py.File(sys.argv[1]) as f:
    print([(d.label, list(d.keys()), d[0][()].tolist()) for d in f['inner/x'].dims])
    print([f[n].attrs.get('CLASS') for n in ('unit', 'entry', 'inner/x')], [len(d) for d in f['inner/y'].dims])
    print([(f[r].name, int(n)) for r, n in f['unit'].attrs['REFERENCE_LIST']])]==], path),
    "[('entry', ['entry'], [1.0, 5.0, 9.0]), ('unit', ['unit'], [10, 20]), ('unit', ['unit'], [10, 20])]\n"
    .. "[b'DIMENSION_SCALE', b'DIMENSION_SCALE', None] [0]\n[('/inner/x', 1), ('/inner/x', 2)]\n")
end

function TestArchive:test_a_file_of_another_program_is_read_when_asked_for()
  python "make"
  local read = archive.read(path, nil, { foreign = true })
  lu.assertEquals(read.attributes.list:totable(), { 1, 2 })
  read.attributes.list = nil
  lu.assertEquals(read.attributes, { text = "Grüße", bytes = "fixed", number = 0.5, count = 7, flag = true })
  lu.assertEquals(numbers(read.half), { 0.5, -2 })
  lu.assertEquals(numbers(read.big_endian[1]), { 1, 2, 3 })
  lu.assertEquals(numbers(read.bytes), { 200, 255 })
  lu.assertEquals(read.inner.single:dtype(), "f32")
  lu.assertEquals(read.inner.attributes.unit, "1/tau")
  lu.assertEquals(read.many.attributes.value39, 39)
  lu.assertEquals(numbers(read.many.item39), { 39, 39, 39 })
  lu.assertEquals(numbers(read.link), { 0.5, -2 })
  lu.assertNil(read.filtered)
  lu.assertNil(read.elsewhere)
end

function TestArchive:test_what_cannot_be_read_of_a_foreign_file_is_left_out_with_its_reason()
  make "strange"
  local read, skipped = archive.read(path, "/", { foreign = true })
  local reasons = {}
  for _, entry in ipairs(skipped) do reasons[entry.path .. (entry.attribute or "")] = entry.reason end
  local expected = {
    ["/attributes"] = "it has the name that the values of a group have",
    ["/broken"] = "it is a link to what is not in this file",
    ["/elsewhere"] = "it is a link into another file",
    ["/filtered"] = "it is compressed by filter 32000 ('lzf'), which HDF5 does not have built in",
    ["/inner/attributes"] = "it has the name that the values of a group have",
    ["/beyond_f64"] = "'/beyond_f64' has 1e+400 as element 1, which f64 cannot hold",
    ["/nine"] = "it has 9 dimensions; a tensor has at most 8",
    ["/null"] = "it is declared to be empty",
    ["/ragged"] = "it holds lists of different lengths",
    ["/round"] = "it is a link to a group",
    ["/through"] = "it is a link to what is not in this file",
    ["/type"] = "it is a named type",
    ["/unwritten"] = "it claims 1048576 x 1048576 values",
    ["/unsigned"] = "'/unsigned' has 18446744073709551615 as element 1, which an integer of 64 bits with a sign cannot hold",
    ["/virtual_elsewhere"] = "it is a virtual data set, whose numbers lie in the file 'other.h5'",
  }
  for name, words in pairs(expected) do lu.assertStrContains(reasons[name], words) end
  for name in pairs(reasons) do lu.assertNotNil(expected[name], name) end
  local names = {}
  for name in pairs(read) do names[#names + 1] = name end
  table.sort(names)
  lu.assertEquals(names, { "attributes", "complex", "complex_Real", "complex_re", "complex_real", "flags", "good",
    "identities", "inner", "link", "reference", "table", "times", "virtual", "wide", "words" })
  lu.assertEquals(read.times, { 1 << 60, 1 })
  lu.assertEquals(numbers(read.flags), { 1, 0 })
  lu.assertEquals(numbers(read.link), { 1, 2 })
  lu.assertEquals(read.inner, { attributes = {} })
  lu.assertEquals(numbers(archive.read(path, "/attributes", { foreign = true })), { 1 })
end

function TestArchive:test_complex_numbers_are_tables_of_two_tensors()
  make "strange"
  local read = archive.read(path, "/", { foreign = true })
  lu.assertEquals(read.complex.real:totable(), { { 1 }, { 0 } })
  lu.assertEquals(read.complex.imag:totable(), { { 2 }, { -3 } })
  for _, name in ipairs { "complex_re", "complex_real", "complex_Real" } do
    lu.assertEquals({ read[name].real[1], read[name].imag[1], read[name].imag:dtype() }, { 1, 2, "f32" }, name)
  end
  for _, row in ipairs(archive.list(path, { foreign = true })) do
    if row.path == "/complex" then lu.assertEquals(row, { path = "/complex", kind = "tensor", dtype = "f64", shape = { 2, 1 }, complex = true }) end
  end
end

function TestArchive:test_the_list_and_the_error_of_an_object_say_why_it_cannot_be_read()
  make "strange"
  local words = "it holds lists of different lengths"
  for _, row in ipairs(archive.list(path, { foreign = true })) do
    if row.path == "/ragged" then lu.assertEquals(row, { path = "/ragged", kind = "other", reason = words }) end
  end
  lu.assertErrorMsgContains("'/ragged' of '" .. path .. "' cannot be read: " .. words,
    archive.read, path, "/ragged", { foreign = true })
  lu.assertErrorMsgContains("'" .. path .. "' cannot be read: '/identities' has 1152921504606846976",
    archive.read, path, "/identities", { foreign = true, large_integers = "omit" })
end

-- Expected values are those that archive.py writes by h5py.
function TestArchive:test_texts_are_strings_and_lists_of_strings()
  make "kinds"
  local read, skipped = archive.read(path, "/", { foreign = true })
  lu.assertEquals(skipped, {})
  lu.assertEquals(read.text, "Grüße")
  lu.assertEquals(read.texts, { { "a", "b" }, { "c", "" } })
  lu.assertEquals(read.fixed, { "one", "three" })
  lu.assertEquals(read.flags:totable(), { 1, 0 })
  lu.assertEquals(read.references, { "/group/x", "/group", "" })
end

function TestArchive:test_records_are_tables_of_columns()
  make "kinds"
  local columns, _, attributes = archive.read(path, "/table", { foreign = true })
  lu.assertEquals(columns.id, { 1 << 60, 7 })
  lu.assertEquals(columns.label, { "first", "second" })
  lu.assertEquals(columns.code, { "ab", "c" })
  lu.assertEquals(columns.on:totable(), { 1, 0 })
  lu.assertEquals({ columns.at.x:totable(), columns.at.y:totable() }, { { 1, 6 }, { { 2, 3 }, { 7, 8 } } })
  lu.assertEquals({ columns.z.real:totable(), columns.z.imag:totable() }, { { 4, 0 }, { 5, 9 } })
  lu.assertEquals(columns.attributes, { unit = "s" })
  lu.assertEquals(attributes, { ["/table"] = { unit = "s" } })
  lu.assertEquals(archive.read(path, "/table/at/x", { foreign = true }):totable(), { 1, 6 })
  lu.assertEquals(archive.read(path, "/record", { foreign = true }).b:totable(), 2.5)
  for _, row in ipairs(archive.list(path, { foreign = true })) do
    if row.path == "/table" and not row.attribute then lu.assertEquals(row, { path = "/table", kind = "table", shape = { 2 } }) end
    if row.path == "/table/label" then lu.assertEquals(row, { path = "/table/label", kind = "texts", shape = { 2 } }) end
  end
end

function TestArchive:test_attributes_of_arrays_come_by_their_paths()
  make "kinds"
  for _, object in ipairs { "/", "/group/x" } do
    local _, skipped, attributes = archive.read(path, object, { foreign = true })
    local x = attributes["/group/x"]
    lu.assertEquals({ x.unit, x.conversion, x.names, x.shape, x.times }, { "V", 1e-6, { "a", "b" }, 3, { 1 << 60, 1 } })
    lu.assertEquals(x.range:totable(), { -1, 1 })
    lu.assertTrue(x._FillValue ~= x._FillValue)
    lu.assertEquals(skipped, {})
  end
  local _, _, attributes = archive.read(path, "/", { foreign = true })
  lu.assertEquals(attributes["/"], { wide = 0.25 })
end

function TestArchive:test_integers_beyond_f64_are_integers_rounded_or_left_out()
  make "kinds"
  local read = archive.read(path, "/", { foreign = true })
  lu.assertEquals(read.hidden, { (1 << 53) + 1, -(1 << 53) })
  lu.assertEquals(read.matrix, { { 1 << 60, 1 }, { 2, 3 } })
  lu.assertEquals(read.scalar, 1 << 60)
  local rounded = archive.read(path, "/", { foreign = true, large_integers = "rounded" })
  lu.assertEquals(rounded.hidden:totable(), { 2 ^ 53, -2 ^ 53 })
  lu.assertEquals(rounded.matrix:totable(), { { 2 ^ 60, 1 }, { 2, 3 } })
  local left, skipped = archive.read(path, "/", { foreign = true, large_integers = "omit" })
  lu.assertNil(left.hidden or left.matrix or left.scalar or left.table.id)
  lu.assertEquals(#skipped, 5)
  lu.assertStrContains(skipped[1].path .. skipped[1].attribute .. skipped[1].reason, "/group/xtimes'/group/x' has 1152921504606846976")
  make "strange"
  local unsigned = archive.read(path, "/unsigned", { foreign = true, large_integers = "rounded" })
  lu.assertEquals(unsigned:totable(), { 2 ^ 64, 1 })
end

function TestArchive:test_wide_floats_are_rounded_and_virtual_data_sets_of_the_file_are_read()
  make "kinds"
  local read = archive.read(path, "/", { foreign = true })
  lu.assertEquals(read.wide[1], 1.5)
  lu.assertTrue(read.wide[2] ~= read.wide[2])
  lu.assertEquals(read.virtual:totable(), { { 1, 2 }, { -1, -1 } })
end

function TestArchive:test_dimensions_are_taken_in_reverse_where_the_writer_did()
  make "kinds"
  local read = archive.read(path, "/", { matlab = true })
  lu.assertEquals(read.column_major:totable(), { { 1, 2, 3 }, { 4, 5, 6 } })
  lu.assertEquals(read.texts, { { "a", "c" }, { "b", "" } })
  lu.assertEquals(read.matrix, { { 1 << 60, 2 }, { 1, 3 } })
end

function TestArchive:test_info_shows_what_is_in_files_of_other_programs_also_behind_a_block_of_theirs()
  make "kinds"
  lu.assertErrorMsgContains("has no seal", archive.read, path)
  local function info() return shell.line(("%s info %s"):format(shell.quote(os.getenv "BALNET"), shell.quote(path))) end
  local run = info()
  lu.assertEquals({ run.err, run.status }, { "", 0 })
  for _, words in ipairs { "/fixed +2, texts", "/group/x +2, f64", "/group/x @unit +V", "/table +2, table", "/table/z +2, f64, complex",
    "/group/x @range +2, f64" } do
    lu.assertStrContains(run.out, words, true)
  end
  make "strange"
  lu.assertStrContains(info().out, "/ragged +it holds lists of different lengths", true)
end

function TestArchive:test_the_list_of_a_large_foreign_file_does_not_read_it_whole()
  local script = folder .. "/list.lua"
  shell.write(script, ([[
local balnet = require "balnet"
local function peak()
  for line in io.lines "/proc/self/status" do if line:find "^VmHWM" then return tonumber(line:match "%%d+") end end
end
local before = peak()
balnet.archive.list(%q, { foreign = true })
balnet.archive.read(%q, "/small", { foreign = true })
io.write(peak() - before)
]]):format(path, path))
  archive.write(path, { large = balnet.ones(4000000), small = balnet.ones(2) })
  local run = shell.line(("%s %s"):format(shell.quote(os.getenv "BALNET"), shell.quote(script)))
  lu.assertTrue(tonumber(run.out) < 16000, run.out .. " kB of a file of 32 MB" .. run.err)
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

function TestArchive:test_what_is_left_out_is_told_of_foreign_files_only()
  archive.write(path, example())
  lu.assertEquals(select("#", archive.read(path)), 1)
  lu.assertEquals(select(2, archive.read(path, "/", { foreign = true })), {})
  lu.assertEquals(select(2, archive.read(path, "/history/J", { foreign = true })), {})
end

function TestArchive:test_a_foreign_file_cannot_cost_more_than_it_holds()
  python "claim"
  lu.assertErrorMsgContains("'/inner/huge' of '" .. path .. "' cannot be read: it claims 1048576 x 1048576 values",
    archive.read, path, "/inner/huge", { foreign = true })
  python "circle"
  lu.assertErrorMsgContains("nested deeper than 64, or in a circle", archive.list, path, { foreign = true })
end

function TestArchive:test_a_missing_object_is_told_with_the_nearest()
  archive.write(path, example())
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
  archive.write(path, example())
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
  archive.write(path, example())
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
