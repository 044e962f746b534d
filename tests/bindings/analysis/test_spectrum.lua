-- Spectra from Lua: shapes of what comes back, and errors that carry the line of the script.
local lu = require "luaunit"
local balnet = require "balnet"

TestSpectrum = {}

local function shapes(...)
  local texts = {}
  for _, tensor in ipairs { ... } do texts[#texts + 1] = table.concat({ tensor:shape() }, "x") end
  return table.concat(texts, " ")
end

function TestSpectrum:test_eigenvalues_come_as_two_vectors()
  lu.assertEquals(shapes(balnet.spectrum.eigenvalues(balnet.zeros(7, 7))), "7 7")
end

function TestSpectrum:test_eigenvectors_come_with_their_values()
  lu.assertEquals(shapes(balnet.spectrum.eigenvectors(balnet.zeros(3, 3))), "3 3 3x3 3x3")
end

function TestSpectrum:test_real_spectra_come_as_one_vector()
  lu.assertEquals(shapes(balnet.spectrum.symmetric_eigenvalues(balnet.zeros(4, 4))), "4")
  lu.assertEquals(shapes(balnet.spectrum.singular_values(balnet.zeros(5, 2))), "2")
end

local function assert_near(tensor, expected)
  lu.assertTrue((tensor - balnet.tensor(expected)):abs():max() < 1e-12, tostring(tensor))
end

-- A rotation by 90 degrees that doubles lengths has eigenvalues -2i and 2i; the third eigenvalue is -3.
local turn = balnet.tensor({ { 0, -2, 0 }, { 2, 0, 0 }, { 0, 0, -3 } }, "f32")

function TestSpectrum:test_eigenvalues_ascend_by_real_part_and_are_double()
  local real, imag = balnet.spectrum.eigenvalues(turn)
  lu.assertEquals(real:dtype(), "f64")
  assert_near(real, { -3, 0, 0 })
  assert_near(imag, { 0, -2, 2 })
end

function TestSpectrum:test_views_are_followed()
  local wide = balnet.zeros(3, 6)
  wide[{ true, { 1, 6, 2 } }] = turn
  local _, imag = balnet.spectrum.eigenvalues(wide[{ true, { 1, 6, 2 } }]:t())
  assert_near(imag, { 0, -2, 2 })
end

function TestSpectrum:test_real_spectra_have_the_values_worked_by_hand()
  assert_near(balnet.spectrum.symmetric_eigenvalues(balnet.tensor { { 2, 1 }, { 1, 2 } }), { 1, 3 })
  assert_near(balnet.spectrum.singular_values(balnet.tensor { { 3, 4, 0 }, { -8, 6, 0 } }), { 10, 5 })
end

function TestSpectrum:test_a_nan_is_refused_with_its_place()
  lu.assertErrorMsgContains("nan at (1, 2)",
    balnet.spectrum.eigenvalues, balnet.tensor { { 1, 0 / 0 }, { 0, 1 } })
end

function TestSpectrum:test_a_matrix_that_is_not_square_is_refused_at_the_callers_line()
  local line = debug.getinfo(1, "l").currentline + 1
  local ok, message = pcall(function() balnet.spectrum.eigenvalues(balnet.zeros(4, 3)) end)
  lu.assertFalse(ok)
  lu.assertStrContains(message, "test_spectrum.lua:" .. line .. ": the matrix is 4 x 3; a square matrix was needed")
end

function TestSpectrum:test_a_tensor_that_is_not_a_matrix_is_refused()
  for _, name in ipairs { "eigenvalues", "eigenvectors", "symmetric_eigenvalues", "singular_values" } do
    local spectrum = balnet.spectrum[name]
    lu.assertErrorMsgContains("balnet.tensor expected", spectrum, 3)
    lu.assertErrorMsgContains("a matrix was needed", spectrum, balnet.zeros(3))
    lu.assertErrorMsgContains("a matrix was needed", spectrum, balnet.zeros())
  end
end

os.exit(lu.LuaUnit.run())
