-- Every sheet of the gallery looks like its reference in tests/data/gallery. After an intended change, inspect the new
-- sheets and copy them there: `balnet scripts/gallery.lua tests/data/gallery`.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local balnet, python = shell.quote(os.getenv "BALNET"), shell.quote(os.getenv "BALNET_PYTHON")

local function compare(references, drawn, differences)
  return shell.line(("%s %s %s %s %s"):format(python, shell.quote(source .. "/tests/scripts/pictures.py"),
    shell.quote(references), shell.quote(drawn), shell.quote(differences)))
end

TestGallery = {}

function TestGallery:setUp() self.folder = shell.scratch() end
function TestGallery:tearDown() shell.remove(self.folder) end

function TestGallery:test_every_sheet_looks_like_its_reference()
  local drawn = shell.line(("%s %s %s"):format(balnet, shell.quote(source .. "/scripts/gallery.lua"), shell.quote(self.folder)))
  lu.assertEquals(drawn.status, 0, drawn.err)
  local result = compare(source .. "/tests/data/gallery", self.folder, "gallery_differences")
  lu.assertEquals(result.out .. result.err, "")
  lu.assertEquals(result.status, 0)
end

-- The comparison itself: a line moved by three points must be seen, and its difference kept.
function TestGallery:test_a_moved_line_is_a_difference()
  local plot = require "balnet.plot"
  for name, y in pairs { reference = 1, drawn = 1.08 } do
    local folder = self.folder .. "/" .. name
    assert(os.execute("mkdir " .. shell.quote(folder)))
    local fig = plot.figure { size = { 40, 30 } }
    fig:panel():line({ y, y }):set { ylim = { 0, 2 } }
    fig:save(folder .. "/line.png", { dpi = 100 })
  end
  local result = compare(self.folder .. "/reference", self.folder .. "/drawn", self.folder .. "/differences")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.out, "line.png differs by")
  lu.assertEquals(#shell.read(self.folder .. "/differences/line.png") > 0, true)
end

os.exit(lu.LuaUnit.run())
