-- Tables of numbers in texts. Expected values are the numbers that stand in the texts, or what NumPy was told to write.
local lu = require "luaunit"
local balnet = require "balnet"

local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local folder, path

TestCsv = {}

function TestCsv:setUp()
  folder = shell.scratch()
  path = folder .. "/a b.csv"
end

function TestCsv:tearDown() shell.remove(folder) end

local function rows(matrix)
  local list = {}
  for i = 1, matrix:shape(1) do
    list[i] = {}
    for j = 1, matrix:shape(2) do list[i][j] = matrix[i][j] end
  end
  return list
end

local function read(text, how)
  shell.write(path, text)
  return balnet.csv.read(path, how)
end

function TestCsv:test_a_table_without_a_header_is_a_matrix()
  local matrix = read "1,2.5,-3e2\n4,.5,6\n"
  lu.assertEquals(rows(matrix), { { 1, 2.5, -300 }, { 4, 0.5, 6 } })
  lu.assertEquals(matrix:dtype(), "f64")
end

function TestCsv:test_ends_of_lines_empty_lines_blanks_and_quotes_change_nothing()
  for _, text in ipairs {
    "1,2\r\n3,4\r\n", "1,2\n3,4", "\n1,2\n\n\r\n3,4\n\n", " 1 ,\t2\n3 , 4 \n", '"1","2"\n3,"4" \n', "\239\187\1911,2\n3,4\n",
  } do
    lu.assertEquals(rows(read(text)), { { 1, 2 }, { 3, 4 } }, text)
  end
end

function TestCsv:test_columns_have_the_names_of_the_header()
  local columns, names = read('time,"rate, ""1/s"""\n0,5\n1,6\n2,7\n', { header = true })
  lu.assertEquals(names, { "time", 'rate, "1/s"' })
  lu.assertEquals({ columns.time:shape() }, { 3 })
  lu.assertEquals({ columns[names[2]][1], columns[names[2]][3] }, { 5, 7 })
end

function TestCsv:test_separators_are_chosen()
  for separator, text in pairs { [";"] = "1;2\n3;4\n", ["\t"] = "1\t2\n3\t4\n", [" "] = "  1  2\n3 \t 4 \n" } do
    lu.assertEquals(rows(read(text, { separator = separator })), { { 1, 2 }, { 3, 4 } })
  end
  path = folder .. "/table.TSV"
  lu.assertEquals(rows(read "1\t2\n3\t4\n"), { { 1, 2 }, { 3, 4 } })
end

function TestCsv:test_missing_values_are_NaN()
  local matrix = read("1,,NA\n-999,nan,?\n,,\n", { missing = { "-999", "?" } })
  lu.assertEquals(matrix:is_nan():sum(), 8)
  lu.assertEquals(matrix[1][1], 1)
  local tabbed = read("1\t\t3\n", { separator = "\t" })
  lu.assertEquals({ tabbed[1][1], tabbed[1][3] }, { 1, 3 })
end

function TestCsv:test_an_empty_table_has_no_rows()
  lu.assertEquals({ read(""):shape() }, { 0, 0 })
  local columns, names = read("a,b\n", { header = true })
  lu.assertEquals(names, { "a", "b" })
  lu.assertEquals({ columns.a:shape() }, { 0 })
  lu.assertErrorMsgContains("a b.csv' is empty; a header was needed", read, "", { header = true })
end

function TestCsv:test_what_is_wrong_is_told_with_line_and_column()
  for text, words in pairs {
    ["1,2\n3,x\n"] = "a b.csv', line 2, column 2: 'x' is no number",
    ["1,2\n\n3\n"] = "a b.csv', line 3: it ends at column 1; 2 columns were needed",
    ["1,2\n3,4,5\n"] = "a b.csv', line 2: it ends at column 3; 2 columns were needed",
    ['1,"2\n'] = "a b.csv', line 1, column 2: '2' is no number",
    ['1,"2"3\n'] = "a b.csv', line 1, column 2: '2' is no number",
    ["1,0x10\n"] = "line 1, column 2: '0x10' is no number",
  } do
    lu.assertErrorMsgContains(words, read, text)
  end
  lu.assertErrorMsgContains("line 3, column 1: 'c'", read, "a\n\nc\n", { header = true })
  lu.assertErrorMsgContains("columns 1 and 3 are both named 'a'", read, "a,b,a\n", { header = true })
end

function TestCsv:test_wrong_arguments_are_refused()
  lu.assertErrorMsgContains("cannot read 'no/such.csv': No such file or directory", balnet.csv.read, "no/such.csv")
  lu.assertErrorMsgContains("unknown field 'headers'", read, "1\n", { headers = true })
  lu.assertErrorMsgContains("separator is '::'; one character was needed", read, "1\n", { separator = "::" })
  lu.assertErrorMsgContains("header is a number", read, "1\n", { header = 1 })
  lu.assertErrorMsgContains("missing has a number", read, "1\n", { missing = { 3 } })
  lu.assertErrorMsgContains("path is a table", balnet.csv.read, {})
end

function TestCsv:test_numpys_numbers_come_back_to_the_bit()
  local program = "import numpy; a = numpy.random.default_rng(3).normal(size=(500, 7)) * 10.0 ** numpy.arange(-9, 12, 3); "
    .. "numpy.savetxt('t.csv', a, delimiter=','); numpy.save('t.npy', a)"
  local run = shell.line(("%s -c %s"):format(os.getenv "BALNET_PYTHON", shell.quote(program)), folder)
  lu.assertEquals(run.err, "")
  local same = balnet.csv.read(folder .. "/t.csv"):eq(balnet.npy.load(folder .. "/t.npy"))
  lu.assertEquals(same:sum(), 3500)
end

function TestCsv:test_what_is_written_reads_back_to_the_bit()
  local matrix = balnet.random({ seed = 5 }):normal(40, 3) * 1e-7
  matrix[2][2] = 0.1
  matrix[3][1] = -math.huge
  balnet.csv.write(path, matrix)
  lu.assertEquals(rows(balnet.csv.read(path)), rows(matrix))
  balnet.csv.write(path, balnet.tensor { { 0 / 0, 100000 } })
  lu.assertEquals(shell.read(path), "nan,100000\n")
end

function TestCsv:test_columns_are_written_in_the_order_of_their_names()
  local data = { b = balnet.tensor { 1, 0.5 }, ['a "x"'] = balnet.tensor { 3, 4 }, c = balnet.zeros(7) }
  balnet.csv.write(path, data, { names = { "b", 'a "x"' }, separator = ";" })
  lu.assertStrContains(shell.read(path), 'b;"a ""x"""\n')
  local read_back, names = balnet.csv.read(path, { header = true, separator = ";" })
  lu.assertEquals(names, { "b", 'a "x"' })
  lu.assertEquals({ read_back.b[2], read_back['a "x"'][1] }, { 0.5, 3 })
end

function TestCsv:test_what_is_no_table_is_not_written()
  local write = balnet.csv.write
  for words, arguments in pairs {
    ["names are missing"] = { { a = balnet.zeros(2) } },
    ["data has no column 'b'"] = { { a = balnet.zeros(2) }, { names = { "b" } } },
    ["column 2 has 3 numbers and the first 2"] = { { a = balnet.zeros(2), b = balnet.zeros(3) }, { names = { "a", "b" } } },
    ["1 names for 2 columns"] = { balnet.zeros(3, 2), { names = { "a" } } },
    ["data has 1 dimensions; a matrix was needed"] = { balnet.zeros(3) },
    ["data is a number"] = { 3 },
    ["name 1 is no text of one line"] = { balnet.zeros(3, 1), { names = { "a\n" } } },
    ["unknown field 'header'"] = { balnet.zeros(3, 1), { header = true } },
  } do
    lu.assertErrorMsgContains(words, write, path, table.unpack(arguments))
  end
  lu.assertErrorMsgContains("cannot write 'no/such.csv'", write, "no/such.csv", balnet.zeros(1, 1))
  lu.assertNil(io.open(path), "nothing was left")
end

os.exit(lu.LuaUnit.run())
