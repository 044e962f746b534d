-- Archives that other programs have made, or changed: what can be read is read, the rest is named, damage is found. Expected
-- values are those that archive.py writes by h5py.
local lu = require "luaunit"
local balnet = require "balnet"
local archive = balnet.archive

local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local archives = dofile(source .. "/tests/bindings/archive/archives.lua")
local folder, path

local function python(verb) return archives.python(verb, path) end

local function make(verb) archives.make(verb, path) end

local function bytes() return shell.read(path) end

local numbers, plain = archives.numbers, archives.plain

TestForeign = {}

function TestForeign:setUp()
  folder = shell.scratch()
  path = folder .. "/a b ä.h5"
end

function TestForeign:tearDown() shell.remove(folder) end

local changed_files = {}

-- The example after h5py has changed it: what archive.read gives.
local function changed(how)
  if not changed_files[how] then
    archive.write(path, archives.example())
    lu.assertEquals(python "change", "")
    for _, name in ipairs { "open", "comment", "byte", "on_array", "array", "value", "bit", "attribute", "flag", "text", "less",
      "renamed", "seal", "repack", "repack_compressed", "less_and_longer" } do
      changed_files[name] = shell.read(path .. "." .. name)
    end
  end
  shell.write(path, changed_files[how])
  return pcall(archive.read, path)
end

function TestForeign:test_opening_for_writing_changes_nothing()
  local read, _, difference = changed "open"
  lu.assertTrue(read)
  lu.assertNil(difference)
end

function TestForeign:test_what_another_program_adds_is_accepted_and_named()
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

function TestForeign:test_what_another_program_has_taken_or_written_over_is_damage()
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
function TestForeign:test_damage_to_a_changed_file_is_found_too()
  changed "comment"
  local whole, tolerated = bytes(), 0
  for at = 1, #whole, 211 do
    shell.write(path, whole:sub(1, at - 1) .. string.char(whole:byte(at) ~ 0x55) .. whole:sub(at + 1))
    local read, tree = pcall(archive.read, path)
    if read then
      tolerated = tolerated + 1
      tree.attributes.comment = nil
      lu.assertEquals(tree.attributes, archives.example().attributes)
      lu.assertEquals(numbers(tree.history.error), { 0.5, 0.25, 1 / 3 })
      lu.assertEquals(numbers(tree.history.J[2]), { 3, 4 })
    end
  end
  lu.assertTrue(tolerated < #whole / 211) -- what lies between the objects belongs to nobody
end

function TestForeign:test_a_file_of_another_program_is_read_when_asked_for()
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

function TestForeign:test_what_cannot_be_read_of_a_foreign_file_is_left_out_with_its_reason()
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

function TestForeign:test_complex_numbers_are_tables_of_two_tensors()
  make "strange"
  local read = archive.read(path, "/", { foreign = true })
  lu.assertEquals(read.complex.real:totable(), { { 1 }, { 0 } })
  lu.assertEquals(read.complex.imag:totable(), { { 2 }, { -3 } })
  for _, name in ipairs { "complex_re", "complex_real", "complex_Real" } do
    lu.assertEquals({ read[name].real[1], read[name].imag[1], read[name].imag:dtype() }, { 1, 2, "f32" }, name)
  end
  for _, row in ipairs(archive.list(path, { foreign = true })) do
    if row.path == "/complex" then
      lu.assertEquals(row, { path = "/complex", kind = "tensor", dtype = "f64", shape = { 2, 1 }, complex = true })
    end
  end
end

function TestForeign:test_the_list_and_the_error_of_an_object_say_why_it_cannot_be_read()
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
function TestForeign:test_texts_are_strings_and_lists_of_strings()
  make "kinds"
  local read, skipped = archive.read(path, "/", { foreign = true })
  lu.assertEquals(skipped, {})
  lu.assertEquals(read.text, "Grüße")
  lu.assertEquals(read.texts, { { "a", "b" }, { "c", "" } })
  lu.assertEquals(read.fixed, { "one", "three" })
  lu.assertEquals(read.flags:totable(), { 1, 0 })
  lu.assertEquals(read.references, { "/group/x", "/group", "" })
end

function TestForeign:test_records_are_tables_of_columns()
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

function TestForeign:test_attributes_of_arrays_come_by_their_paths()
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

function TestForeign:test_integers_beyond_f64_are_integers_rounded_or_left_out()
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

function TestForeign:test_wide_floats_are_rounded_and_virtual_data_sets_of_the_file_are_read()
  make "kinds"
  local read = archive.read(path, "/", { foreign = true })
  lu.assertEquals(read.wide[1], 1.5)
  lu.assertTrue(read.wide[2] ~= read.wide[2])
  lu.assertEquals(read.virtual:totable(), { { 1, 2 }, { -1, -1 } })
end

function TestForeign:test_dimensions_are_taken_in_reverse_where_the_writer_did()
  make "kinds"
  local read = archive.read(path, "/", { matlab = true })
  lu.assertEquals(read.column_major:totable(), { { 1, 2, 3 }, { 4, 5, 6 } })
  lu.assertEquals(read.texts, { { "a", "c" }, { "b", "" } })
  lu.assertEquals(read.matrix, { { 1 << 60, 2 }, { 1, 3 } })
end

-- Expected values are those that archive.py lays out as MATLAB does.
function TestForeign:test_cells_structs_and_chars_of_matlab_are_lists_tables_and_texts()
  make "matlab"
  local read, skipped, attributes = archive.read(path, "/", { matlab = true })
  lu.assertEquals({ read.no_double:shape() }, { 0, 0 })
  lu.assertEquals({ read.no_rows:shape() }, { 0, 3 })
  lu.assertEquals(read.no_single:dtype(), "f32")
  lu.assertEquals(read.info.attributes.MATLAB_class, "struct")
  lu.assertEquals(attributes["/cell"].MATLAB_class, "cell")
  read.no_double, read.no_rows, read.no_single = nil, nil, nil
  local numbers_of_a, trials = { { 1, 2 } }, {}
  for i, name in ipairs { "left", "right" } do trials[i] = { name = name, rate = numbers_of_a } end
  lu.assertEquals(plain(read), {
    x = { { 0, 2, 4 }, { 1, 3, 5 } }, flags = { { 1, 0 } }, text = "grün 𝄞", rows = { "ab", "cd" },
    no_cell = {}, no_char = "", no_struct = {},
    cell = { numbers_of_a, "left", { "left" }, { name = "M7" }, {} }, column = { "left", numbers_of_a },
    grid = { { "left", numbers_of_a }, { numbers_of_a, "left" } },
    info = { name = "M7", ids = { "left", "left" }, deep = { rate = { { 2.5 } } } }, trials = trials,
    objects = { "left", false }, circle = { { false } },
  })
  local reasons = {}
  for _, entry in ipairs(skipped) do reasons[entry.path] = entry.reason end
  lu.assertEquals(reasons, {
    ["/words"] = "it is of MATLAB's class 'string', whose contents MATLAB keeps in a way of its own",
    ["/#refs#/g"] = "it is of MATLAB's class 'table', whose contents MATLAB keeps in a way of its own",
    ["/#refs#/h"] = "it is a cell that holds itself",
  })
end

function TestForeign:test_one_object_of_matlab_is_read_with_what_it_refers_to()
  make "matlab"
  local function of(object) return plain((archive.read(path, object, { matlab = true }))) end
  lu.assertEquals(of "/cell", { { { 1, 2 } }, "left", { "left" }, { name = "M7" }, {} })
  lu.assertEquals(of "/info", { name = "M7", ids = { "left", "left" }, deep = { rate = { { 2.5 } } } })
  lu.assertEquals(of "/info/ids", { "left", "left" })
  lu.assertEquals(of "/text", "grün 𝄞")
  lu.assertEquals(of "/#refs#/b", "left")
  lu.assertErrorMsgContains("'/words' of '" .. path .. "' cannot be read: it is of MATLAB's class 'string'",
    archive.read, path, "/words", { matlab = true })
  lu.assertEquals(#archive.read(path, "/text", { foreign = true }), 7)
end

function TestForeign:test_info_shows_what_is_in_files_of_other_programs_also_behind_a_block_of_theirs()
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

function TestForeign:test_the_list_of_a_large_foreign_file_does_not_read_it_whole()
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

function TestForeign:test_what_is_left_out_is_told_of_foreign_files_only()
  archive.write(path, archives.example())
  lu.assertEquals(select("#", archive.read(path)), 1)
  lu.assertEquals(select(2, archive.read(path, "/", { foreign = true })), {})
  lu.assertEquals(select(2, archive.read(path, "/history/J", { foreign = true })), {})
end

function TestForeign:test_a_foreign_file_cannot_cost_more_than_it_holds()
  python "claim"
  lu.assertErrorMsgContains("'/inner/huge' of '" .. path .. "' cannot be read: it claims 1048576 x 1048576 values",
    archive.read, path, "/inner/huge", { foreign = true })
  python "circle"
  lu.assertErrorMsgContains("nested deeper than 64, or in a circle", archive.list, path, { foreign = true })
end

os.exit(lu.LuaUnit.run())
