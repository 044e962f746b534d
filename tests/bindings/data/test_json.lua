-- Texts in JSON. Expected values are what stands in the texts, what RFC 8259 says, or what Python's json module reads.
local lu = require "luaunit"
local balnet = require "balnet"
local json = balnet.json

local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local folder, path

TestJson = {}

function TestJson:setUp()
  folder = shell.scratch()
  path = folder .. "/a b.json"
end

function TestJson:tearDown() shell.remove(folder) end

function TestJson:test_every_kind_of_value_is_read()
  local read =
    json.decode ' {"a": [1, -2.5e3, "\\u00fc\\ud83d\\ude00\\n\\u0000"], "b": {"c": true, "d": false, "e": null}, "f": [], "g": {}} '
  lu.assertEquals(read.a, { 1, -2500.0, "ü😀\n\0" })
  lu.assertEquals(read.b, { c = true, d = false, e = json.null })
  lu.assertEquals({ read.f, read.g }, { {}, {} })
  lu.assertEquals({ json.decode "7", json.decode '"x"', json.decode "true" }, { 7, "x", true })
  lu.assertTrue(json.decode "null" == json.null)
  lu.assertEquals(tostring(json.null), "null")
end

function TestJson:test_integers_are_whole_and_floats_are_floats()
  local read = json.decode "[9223372036854775807, -9223372036854775808, 1, 1.0, 1e2, 0.1]"
  lu.assertEquals(read, { math.maxinteger, math.mininteger, 1, 1.0, 100.0, 0.1 })
  lu.assertEquals({ math.type(read[3]), math.type(read[4]), math.type(read[5]) }, { "integer", "float", "float" })
end

function TestJson:test_arrays_of_numbers_are_tensors_when_asked_for()
  local read = json.decode('{"x": [[1, 2.5], [null, 4]], "ragged": [[1], [2, 3]], "mixed": [1, "a"], "none": [], "nulls": [null], '
    .. '"large": [9007199254740993], "deep": {"y": [7]}}', { tensors = true })
  lu.assertEquals({ read.x:shape() }, { 2, 2 })
  lu.assertEquals({ read.x[1][2], read.x[2][2], read.x:is_nan():sum(), read.x:dtype() }, { 2.5, 4, 1, "f64" })
  lu.assertEquals({ read.ragged[1]:totable(), read.ragged[2]:totable() }, { { 1 }, { 2, 3 } })
  lu.assertEquals({ read.mixed, read.none, read.nulls[1] == json.null }, { { 1, "a" }, {}, true })
  lu.assertEquals(read.large, { (1 << 53) + 1 })
  lu.assertEquals(read.deep.y:totable(), { 7 })
end

function TestJson:test_what_is_no_json_is_told_with_its_place()
  for text, words in pairs {
    ["[1,\n 2,,]"] = "'the text', line 2, column 4: unexpected token",
    [""] = "'the text', line 1, column 0: unexpected token near end of file",
    ["[1] 2"] = "line 1, column 5: end of file expected",
    ['{"a": 1, "a": 2}'] = "duplicate object key",
    ["[NaN]"] = "invalid token",
    ["[01]"] = "invalid token",
    ["['a']"] = "invalid token",
    ["[9223372036854775808]"] = "too big integer",
    ["[1e999]"] = "real number overflow",
    ['["\255"]'] = "unable to decode byte 0xff",
    [("["):rep(5000)] = "maximum parsing depth reached",
  } do
    lu.assertErrorMsgContains(words, json.decode, text)
  end
  shell.write(path, "[1,]")
  lu.assertErrorMsgContains("a b.json', line 1, column 4: ", json.read, path)
  lu.assertErrorMsgContains("cannot read 'no/such.json': No such file or directory", json.read, "no/such.json")
end

function TestJson:test_values_have_one_text()
  local value = { seed = 7, dt = 0.2, name = 'a "b"\\\n\1ü', list = { 1, 1.0, 1e300, true, json.null }, empty = {}, inner = { x = -0.5 } }
  lu.assertEquals(json.encode(value), '{"dt":0.2,"empty":[],"inner":{"x":-0.5},"list":[1,1.0,1e+300,true,null],'
    .. '"name":"a \\"b\\"\\\\\\n\\u0001ü","seed":7}')
  lu.assertEquals(json.encode({ a = { 1, {} }, b = {} }, { indent = 2 }), '{\n  "a": [\n    1,\n    []\n  ],\n  "b": []\n}')
  lu.assertEquals(json.encode(math.mininteger), "-9223372036854775808")
  lu.assertEquals(json.encode(balnet.tensor({ { 1, 0.1 }, { -2, 1e-7 } })), "[[1.0,0.1],[-2.0,1e-07]]")
  lu.assertEquals({ json.encode(balnet.zeros(0)), json.encode(balnet.tensor(2.5)), json.encode(nil) }, { "[]", "2.5", "null" })
end

function TestJson:test_values_and_tensors_come_back()
  local x = balnet.random({ seed = 3 }):normal(4, 3, 2) * 1e-5
  json.write(path, { x = x, y = { 1, "a" } })
  local read = json.read(path, { tensors = true })
  lu.assertEquals(read.x:eq(x):sum(), 24)
  lu.assertEquals(read.y, { 1, "a" })
  lu.assertEquals(json.read(path).x[4][3][2], x[4][3][2])
end

function TestJson:test_NaN_is_an_error_or_null()
  local value = { a = { x = balnet.tensor { 1, 0 / 0 } } }
  lu.assertErrorMsgContains("'a.x[2]' is nan, which JSON does not have", json.encode, value)
  lu.assertErrorMsgContains("'value' is -inf", json.encode, -math.huge)
  lu.assertEquals(json.encode({ value, math.huge }, { not_finite = "null" }), '[{"a":{"x":[1.0,null]}},null]')
  lu.assertEquals(json.decode("[1.0,null]", { tensors = true }):is_nan():totable(), { 0, 1 })
end

function TestJson:test_what_json_does_not_have_is_refused_with_its_place()
  local cycle = {}
  cycle.a = cycle
  for words, value in pairs {
    ["'a.b[2]' is a function"] = { a = { b = { 1, print } } },
    ["'a' is neither a list nor a table of names"] = { a = { 1, x = 2 } },
    ["'value' is neither a list nor a table of names"] = { 1, [3] = 2 },
    ["'value[2]' is a text that is no UTF-8"] = { "a", "\255" },
    ["nested deeper than 64; does one contain itself?"] = cycle,
  } do
    lu.assertErrorMsgContains(words, json.encode, value)
  end
  lu.assertErrorMsgContains("field 'not_finite' is 'zero'; one of 'error', 'null' was needed", json.encode, 1, { not_finite = "zero" })
  lu.assertErrorMsgContains("unknown field 'tensor'", json.decode, "1", { tensor = true })
  lu.assertErrorMsgContains("text is 1; a text was needed", json.decode, 1)
  lu.assertErrorMsgContains("cannot write 'no/such.json'", json.write, "no/such.json", 1)
end

function TestJson:test_python_reads_the_same_and_is_read()
  local program = "import json; v = json.load(open('a b.json')); print(v); json.dump(v, open('p.json', 'w'))"
  json.write(path, { x = balnet.tensor { { 0.1, 2 } }, n = (1 << 60) + 1, s = "ü\n", t = true, z = json.null })
  local run = shell.line(("PYTHONIOENCODING=utf-8 %s -c %s"):format(os.getenv "BALNET_PYTHON", shell.quote(program)), folder)
  lu.assertEquals(run.out, "{'n': 1152921504606846977, 's': 'ü\\n', 't': True, 'x': [[0.1, 2.0]], 'z': None}\n")
  lu.assertEquals(json.read(folder .. "/p.json"), json.read(path))
end

os.exit(lu.LuaUnit.run())
