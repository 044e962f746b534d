-- Transforms against their definition, against each other, and what is refused.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local fft = balnet.fft
local random = balnet.random { seed = 5 }

local function assert_close(found, expected)
  lu.assertEquals({ found:shape() }, { expected:shape() })
  lu.assertTrue((found - expected):abs():max() <= 1e-12 * (1 + expected:abs():max()))
end

-- The sum that defines the transform.
local function by_definition(real, imag)
  local n = #real
  local angle = balnet.arange(0, n - 1):outer(balnet.arange(0, n - 1)):mod(n) * (-2 * math.pi / n)
  local c, s = angle:cos(), angle:sin()
  return c:matmul(real) - s:matmul(imag), s:matmul(real) + c:matmul(imag)
end

TestFft = {}

function TestFft:test_it_is_the_sum_that_defines_it_at_every_length()
  for _, n in ipairs { 1, 2, 3, 4, 7, 16, 31, 60, 97, 128 } do
    local real, imag = random:normal(n), random:normal(n)
    local re, im = fft.fft(real, imag)
    local expected_re, expected_im = by_definition(real, imag)
    assert_close(re, expected_re)
    assert_close(im, expected_im)
    local back_re, back_im = fft.ifft(re, im)
    assert_close(back_re, real:to "f64")
    assert_close(back_im, imag:to "f64")
  end
end

function TestFft:test_a_real_signal_has_half_the_transform()
  for _, n in ipairs { 1, 2, 5, 12, 33 } do
    local x = random:normal(n)
    local re, im = fft.rfft(x)
    local whole_re, whole_im = fft.fft(x)
    assert_close(re, whole_re[{ { 1, n // 2 + 1 } }])
    assert_close(im, whole_im[{ { 1, n // 2 + 1 } }])
    assert_close(fft.irfft(re, im, { n = n }), x:to "f64")
  end
end

function TestFft:test_it_runs_along_the_dimension_asked_for()
  local x = random:normal(3, 8, 2)
  local re, im = fft.rfft(x, { dim = 2 })
  lu.assertEquals({ re:shape() }, { 3, 5, 2 })
  for i = 1, 3 do
    for j = 1, 2 do
      local line_re, line_im = fft.rfft(x[{ i, true, j }])
      assert_close(re[{ i, true, j }], line_re)
      assert_close(im[{ i, true, j }], line_im)
    end
  end
  assert_close(fft.irfft(re, im, { dim = -2 }), x:to "f64")
end

function TestFft:test_a_length_cuts_and_fills()
  local x = balnet.tensor { 1, 2, 3, 4 }
  assert_close((fft.fft(x, nil, { n = 2 })), balnet.tensor { 3, -1 })
  assert_close((fft.fft(x, nil, { n = 6 })), (fft.fft(balnet.tensor { 1, 2, 3, 4, 0, 0 })))
  lu.assertEquals({ (fft.fft(balnet.zeros(0, 4))):shape() }, { 0, 4 })
end

function TestFft:test_frequencies_are_those_of_numpy()
  lu.assertEquals(fft.fftfreq(5, 0.1):totable(), { 0.0, 2.0, 4.0, -4.0, -2.0 })
  lu.assertEquals(fft.fftfreq(4):totable(), { 0.0, 0.25, -0.5, -0.25 })
  lu.assertEquals(fft.rfftfreq(4, 0.5):totable(), { 0.0, 0.5, 1.0 })
  lu.assertEquals(fft.fftshift(fft.fftfreq(5)):totable(), { -0.4, -0.2, 0.0, 0.2, 0.4 })
  lu.assertEquals(fft.fftshift(fft.fftfreq(4)):totable(), { -0.5, -0.25, 0.0, 0.25 })
  lu.assertEquals(fft.fftshift(balnet.tensor { { 1, 2 }, { 3, 4 }, { 5, 6 } }, { dim = 1 }):totable(), { { 5, 6 }, { 1, 2 }, { 3, 4 } })
  lu.assertEquals(fft.ifftshift(balnet.tensor { 1, 2, 3 }, {}):totable(), { 2, 3, 1 })
  lu.assertErrorMsgContains("dim is 'a'; an integer or a table of options was needed", fft.fftshift, balnet.ones(2), "a")
  lu.assertErrorMsgContains("unknown field 'n'", fft.fftshift, balnet.ones(2), { n = 4 })
  for _, n in ipairs { 1, 4, 5 } do lu.assertEquals(fft.ifftshift(fft.fftshift(balnet.arange(1, n))), balnet.arange(1, n)) end
end

function TestFft:test_what_does_not_fit_is_refused()
  refused.assert_refused("the imaginary part is 3; 4 was needed, as of the real part", fft.fft, balnet.zeros(4), balnet.zeros(3))
  refused.assert_refused("dim is 3; the tensor has 2 dimensions", fft.rfft, balnet.zeros(2, 2), { dim = 3 })
  refused.assert_refused("a scalar was given", fft.rfft, balnet.zeros())
  refused.assert_refused("n is -2", fft.rfft, balnet.zeros(4), { n = -2 })
  refused.assert_refused("lengths of 1 to", fft.fft, balnet.zeros(2, 0))
  refused.assert_refused("n is 0; an integer of at least 1 was needed", fft.fftfreq, 0)
  refused.assert_refused("bad argument #2 to 'fftfreq' (a positive finite number was needed; -1 was given)", fft.fftfreq, 4, -1)
end

os.exit(lu.LuaUnit.run())
