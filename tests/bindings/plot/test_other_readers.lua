-- SVG and EPS as other programs show them: librsvg's rsvg-convert, Ghostscript. Each test is left out where its program is not.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local balnet = require "balnet"
local plot = balnet.plot

TestReaders = {}

function TestReaders:setUp() TestReaders.folder = shell.scratch() end

function TestReaders:tearDown() shell.remove(TestReaders.folder) end

local function path(name) return TestReaders.folder .. "/" .. name end

local function need(program) lu.skipIf(shell.line(program .. " --version").status ~= 0, "there is no " .. program) end

-- A function that gives the colour of a pixel, counted from 0, of an SVG file at 4 pixels a point.
local function drawn_by_librsvg(name)
  local result = shell.line(("rsvg-convert -z 4 --dpi-x 72 --dpi-y 72 -o %s %s"):format(path "r.png", path(name)))
  lu.assertEquals(result.status, 0, result.err)
  local _, picture = plot.recipe(path "r.png")
  local width = string.unpack(">I4", picture)
  return function(x, y) return string.unpack("<I4", picture, 9 + 4 * (math.floor(y) * width + math.floor(x))) & 0xffffff end, width
end

-- Colours beside each other are far apart, so that a blurred cell would show. The white edges of the page are 4 mm wide.
function TestReaders:test_cells_of_a_matrix_have_one_colour_up_to_their_edges()
  need "rsvg-convert"
  local matrix = balnet.tensor { { 0, 1, 0, 1 }, { 1, 0, 1, 0 }, { 0, 1, 1, 0 } }
  local figure = plot.figure { size = { 60, 50 } }
  local panel = figure:panel()
  panel:image(matrix, { colormap = "grey" }):set { xticks = {}, yticks = {} }
  figure:save(path "matrix.svg")
  local colour, width = drawn_by_librsvg "matrix.svg"
  local markup = shell.read(path "matrix.svg")
  local scale_x, scale_y, left, top =
    markup:match '<use xlink:href="#%w+%-image1" transform="matrix%(([%d.]+),0,0,([%d.]+),([%d.]+),([%d.]+)%)"/>'
  local columns, rows = markup:match '<image id="%w+%-image1" width="(%d+)" height="(%d+)"'
  local cell_width, cell_height = scale_x * columns / 4, scale_y * rows / 3
  local zoom = width / (60 / 25.4 * 72)
  for row = 1, 3 do
    for column = 1, 4 do
      local wanted = matrix[row][column] == 1 and 0xffffff or 0
      for _, share in ipairs { 0.04, 0.5, 0.96 } do
        local x, y = left + (column - 1 + share) * cell_width, top + (row - 1 + share) * cell_height
        lu.assertEquals(colour(zoom * x, zoom * y), wanted, ("cell %d, %d at %g"):format(row, column, share))
      end
    end
  end
end

local label = "$\\alpha$ \u{2212}1 \u{2264} $\\mathbf{J}$"

local function save_label(name, options)
  local figure = plot.figure { size = { 60, 40 } }
  figure:panel():line({ -1, 2, -3 }):set { xlabel = label }
  figure:save(path(name), options or {})
end

-- What is black in two pictures, in pixels.
function TestReaders:test_texts_stand_where_the_drawn_letters_stand()
  need "rsvg-convert"
  lu.skipIf(not shell.line("fc-match 'DejaVu Sans'").out:find "DejaVuSans", "fontconfig does not know DejaVu Sans")
  save_label("letters.svg")
  save_label("texts.svg", { svg_text = true })
  local letters, width = drawn_by_librsvg "letters.svg"
  local apart, black = 0, 0
  local first = {}
  for y = 0, 4 * 113 - 1 do for x = 0, width - 1 do first[#first + 1] = letters(x, y) & 0xff end end
  local texts = drawn_by_librsvg "texts.svg"
  for i, level in ipairs(first) do
    local other = texts((i - 1) % width, (i - 1) // width) & 0xff
    if level < 128 then black = black + 1 end
    if math.abs(level - other) > 128 then apart = apart + 1 end
  end
  lu.assertTrue(black > 2000)
  lu.assertTrue(apart < 0.1 * black, ("%d of %d"):format(apart, black))
end

-- Through Ghostscript's PDF too, where fonts of one name would be taken for one another.
function TestReaders:test_minus_signs_and_greek_of_an_eps_are_text()
  need "gs"
  save_label "label.eps"
  local wanted = "\u{3b1} \u{2212}1 \u{2264} J"
  local read = shell.line("gs -q -sDEVICE=txtwrite -o - " .. path "label.eps")
  lu.assertStrContains(read.out, wanted)
  lu.assertStrContains(read.out, "\u{2212}3")
  local made = shell.line(("gs -q -dEPSCrop -sDEVICE=pdfwrite -o %s %s"):format(path "label.pdf", path "label.eps"))
  lu.assertEquals(made.status, 0, made.err)
  lu.assertStrContains(shell.line("pdftotext -layout " .. path "label.pdf" .. " -").out, wanted)
  lu.assertStrContains(shell.line("pdfinfo " .. path "label.pdf").out, "170.08 x 113.39 pts")
end

os.exit(lu.LuaUnit.run())
