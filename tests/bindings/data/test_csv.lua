-- CSV files. Expected values are the numbers written in the texts, or those that NumPy was told to write.
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
    ['1,"2\n'] = "a b.csv', line 1, column 2: its quote is not closed",
    ['1,"2"3\n'] = "a b.csv', line 1, column 2: there is more behind its closing quote",
    ['"1\n2\n3",4\n5,6\n'] = "a b.csv', line 1, column 1: '1\n2\n3' is no number",
    ['"1","2"\n"3\n",x\n'] = "a b.csv', line 2, column 1: '3\n' is no number",
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
  lu.assertErrorMsgContains("texts is 'a'", read, "1\n", { texts = "a" })
  lu.assertErrorMsgContains("texts has 1.5", read, "1\n", { texts = { 1.5 } })
  lu.assertErrorMsgContains("path is a table", balnet.csv.read, {})
end

local mixed = 'id,mass,"what\nelse"\n007,21.5,"a, ""b"""\n008,NA,\n\n"",-1e2,"two\r\nlines"\n'

function TestCsv:test_columns_with_a_field_that_is_no_number_are_lists_of_texts()
  local columns, names = read(mixed, { header = true, texts = true })
  lu.assertEquals(names, { "id", "mass", "what\nelse" })
  lu.assertEquals(columns[names[3]], { 'a, "b"', "", "two\r\nlines" })
  lu.assertEquals({ columns.mass[1], columns.mass[3], columns.mass:is_nan():sum() }, { 21.5, -100, 1 })
  lu.assertEquals({ columns.id[1], columns.id[2], columns.id:is_nan():sum() }, { 7, 8, 1 })
end

function TestCsv:test_columns_that_are_named_are_texts_as_they_stand()
  local columns = read(mixed, { header = true, texts = { "id", "what\nelse", "mass" } })
  lu.assertEquals({ columns.id, columns.mass }, { { "007", "008", "" }, { "21.5", "NA", "-1e2" } })
  columns = read("1;a\n2;b\n", { separator = ";", texts = { 2 } })
  lu.assertEquals({ columns[1]:totable(), columns[2] }, { { 1, 2 }, { "a", "b" } })
  lu.assertErrorMsgContains("line 2, column 1: 'b' is no number", read, "1,a\nb,2\n", { texts = { 2 } })
  lu.assertErrorMsgContains("a b.csv' has no column 'mas'", read, mixed, { header = true, texts = { "mas" } })
  lu.assertErrorMsgContains("a b.csv' has 2 columns, and no column 3", read, "1,a\n", { texts = { 3 } })
  lu.assertErrorMsgContains("line 4: it ends at column 1; 2 columns were needed", read, 'a,"b\nc"\n\nd\n', { texts = true })
end

function TestCsv:test_texts_are_written_so_that_they_read_back()
  local written = { id = { "007", " a ", 'b "c"', "d,\ne", "" }, x = { 1, 2 ^ 53 | 0, "-", -0.5, "ä" } }
  balnet.csv.write(path, written, { names = { "id", "x" } })
  local columns = balnet.csv.read(path, { header = true, texts = true })
  lu.assertEquals(columns, { id = written.id, x = { "1", "9007199254740992", "-", "-0.5", "ä" } })
end

-- Python's csv module reads what is written, and what it writes is read.
function TestCsv:test_pythons_tables_of_texts_are_the_same()
  local program = "import csv; rows = list(csv.reader(open('a b.csv', newline=''))); print(rows); "
    .. "csv.writer(open('t.csv', 'w', newline='')).writerows(rows)"
  balnet.csv.write(path, { a = { 'x"y', "1,2\n3", "plain" }, b = { 1, 2, 3 } }, { names = { "a", "b" } })
  local run = shell.line(("%s -c %s"):format(os.getenv "BALNET_PYTHON", shell.quote(program)), folder)
  lu.assertEquals(run.out, "[['a', 'b'], ['x\"y', '1'], ['1,2\\n3', '2'], ['plain', '3']]\n")
  lu.assertEquals(balnet.csv.read(folder .. "/t.csv", { header = true, texts = true }).a, { 'x"y', "1,2\n3", "plain" })
end

function TestCsv:test_numpys_numbers_come_back_to_the_bit()
  shell.need_python "numpy"
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
    ["column 2 has 3 values and the first 2"] = { { a = balnet.zeros(2), b = balnet.zeros(3) }, { names = { "a", "b" } } },
    ["1 names for 2 columns"] = { balnet.zeros(3, 2), { names = { "a" } } },
    ["data has 1 dimensions; a matrix was needed"] = { balnet.zeros(3) },
    ["data is a number"] = { 3 },
    ["name 1 is 3; a text was needed"] = { balnet.zeros(3, 1), { names = { 3 } } },
    ["column 'a' has true at 2; a number or a text was needed"] = { { a = { 1, true } }, { names = { "a" } } },
    ["unknown field 'header'"] = { balnet.zeros(3, 1), { header = true } },
  } do
    lu.assertErrorMsgContains(words, write, path, table.unpack(arguments))
  end
  lu.assertErrorMsgContains("cannot write 'no/such.csv'", write, "no/such.csv", balnet.zeros(1, 1))
  lu.assertNil(io.open(path), "nothing was left")
end

function TestCsv:test_a_fraction_longer_than_any_number_is_refused_and_not_misread()
  shell.write(path, "0." .. ("0"):rep(1200) .. "5,1\n")
  local fine, message = pcall(balnet.csv.read, path)
  lu.assertFalse(fine)
  lu.assertStrContains(message, "is no number")
end

os.exit(lu.LuaUnit.run())
