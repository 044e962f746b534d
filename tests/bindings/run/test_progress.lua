-- Progress fits its terminal and shows round numbers.
local lu = require "luaunit"
local progress = require "balnet.run.progress"

TestProgress = {}

function TestProgress:test_durations_are_short()
  lu.assertEquals(progress.duration(0.2), "0 s")
  lu.assertEquals(progress.duration(99), "99 s")
  lu.assertEquals(progress.duration(100), "2 min")
  lu.assertEquals(progress.duration(7200), "2.0 h")
  lu.assertEquals(progress.duration(5 * 86400), "5.0 d")
end

function TestProgress:test_a_line_fits_any_width_and_loses_its_last_parts_first()
  local parts = { "epoch 12001/100001", "test error 0.01810", "3450 epochs/s", "25 s left" }
  for columns = 1, 200 do
    lu.assertTrue(#progress.fitted(parts, columns) <= columns)
  end
  lu.assertEquals(progress.fitted(parts, 19), "epoch 12001/100001")
  lu.assertEquals(progress.fitted(parts, 40), "epoch 12001/100001  test error 0.01810")
  lu.assertEquals(progress.fitted(parts, 200), table.concat(parts, "  "))
end

os.exit(lu.LuaUnit.run())
