-- Linear algebra: what defines each result (residuals, orthogonality, order), values known by heart, stacks, and what is
-- refused; beside NumPy and SciPy where python3 has them.
local lu = require "luaunit"
local balnet = require "balnet"
local compare = dofile(os.getenv "BALNET_SOURCE" .. "/tests/peers/compare.lua")
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local linalg = balnet.linalg
local random = balnet.random { seed = 11 }
local assert_refused = refused.assert_refused

-- The largest deviation over the largest element expected.
local function deviation(found, expected)
  lu.assertEquals({ found:shape() }, { expected:shape() })
  return (found - expected):abs():max() / math.max(1e-300, expected:abs():max())
end

local function assert_close(found, expected, tolerance) lu.assertTrue(deviation(found, expected) < (tolerance or 1e-12)) end

local function diagonal(values) return values:unsqueeze(-1) * balnet.eye(values:shape(-1)) end

local function T(a) return a:transpose(-2, -1) end

TestLinalg = {}

function TestLinalg:test_values_known_by_heart()
  local a = balnet.tensor { { 1, 2 }, { 3, 4 } }
  lu.assertAlmostEquals(linalg.det(a), -2, 1e-15)
  local sign, logarithm = linalg.slogdet(a)
  lu.assertEquals(sign, -1.0)
  lu.assertAlmostEquals(logarithm, math.log(2), 1e-15)
  assert_close(linalg.inv(a), balnet.tensor { { -2, 1 }, { 1.5, -0.5 } }, 1e-15)
  assert_close(linalg.solve(a, balnet.tensor { 5, 11 }), balnet.tensor { 1, 2 }, 1e-15)
  lu.assertEquals(linalg.matrix_power(balnet.tensor { { 1, 1 }, { 1, 0 } }, 10)[{ 1, 1 }], 89.0) -- a Fibonacci number
  assert_close(linalg.cholesky(balnet.tensor { { 4, 2 }, { 2, 10 } }), balnet.tensor { { 2, 0 }, { 1, 3 } }, 1e-15)
  assert_close(linalg.cross(balnet.tensor { 1, 0, 0 }, balnet.eye(3)), balnet.tensor { { 0, 0, 0 }, { 0, 0, 1 }, { 0, -1, 0 } })
  assert_close(linalg.kron(balnet.tensor { { 1, 2 } }, balnet.tensor { { 3 }, { 4 } }), balnet.tensor { { 3, 6 }, { 4, 8 } })
end

-- Of a matrix whose singular values are 3 and 1.
function TestLinalg:test_norms_known_by_heart()
  local a = balnet.tensor { { 2, -1 }, { -1, 2 } }
  for order, expected in pairs { [1] = 3, [-1] = 3, [2] = 3, [-2] = 1, [math.huge] = 3, [-math.huge] = 3, fro = 10 ^ 0.5, nuc = 4 } do
    lu.assertAlmostEquals(linalg.norm(a, order), expected, 1e-14)
    assert_close(linalg.norm(balnet.stack({ a, a * 2 }, 1), order), balnet.tensor { 1, 2 } * expected, 1e-14)
  end
  lu.assertAlmostEquals(linalg.norm(a), 10 ^ 0.5, 1e-14)
  lu.assertEquals(linalg.norm(balnet.tensor { { 1, -7 }, { 2, 3 } }, 1), 10.0)
  lu.assertEquals(linalg.norm(balnet.tensor { { 1, -7 }, { 2, 3 } }, math.huge), 8.0)
  local v = balnet.tensor { 3, 0, -4 }
  for order, expected in pairs { [0] = 2, [1] = 7, [2] = 5, [3] = 91 ^ (1 / 3), [math.huge] = 4, [-math.huge] = 0, [-1] = 0 } do
    lu.assertAlmostEquals(linalg.norm(v, order), expected, 1e-14)
  end
  lu.assertAlmostEquals(linalg.norm(balnet.tensor { 1e300, 1e300 }, 3) / 1e300, 2 ^ (1 / 3), 1e-14)
  lu.assertAlmostEquals(linalg.norm(balnet.tensor { 2, 2 }, -2), 2 ^ 0.5, 1e-14)
  assert_refused("order is 'fro'; a vector has a norm for each number", linalg.norm, v, "fro")
  assert_refused("order is 3 of 2 dimensions", linalg.norm, a, 3)
end

-- The sides of a triangle of Pythagoras, at the ends of the range too; a point is no distance from itself.
function TestLinalg:test_distances_are_those_of_pythagoras()
  for _, scale in ipairs { 1, 2.0 ^ 1000, 2.0 ^ -1000, 2.0 ^ -1060 } do
    local a, b = balnet.tensor { { 0, 0 }, { 3, 4 } } * scale, balnet.tensor { { 3, 4 }, { 0, 4 }, { -3, -4 } } * scale
    lu.assertEquals((linalg.cdist(a, b) / scale):totable(), { { 5, 4, 5 }, { 0, 3, 10 } })
  end
  lu.assertEquals({ linalg.cdist(balnet.zeros(2, 0), balnet.zeros(3, 0)):shape() }, { 2, 3 })
  lu.assertTrue(linalg.cdist(balnet.ones(1, 2), balnet.tensor { { 0 / 0, 1 } }):is_nan():all())
  assert_refused("as many columns were needed", linalg.cdist, balnet.ones(2, 3), balnet.ones(2, 2))
end

function TestLinalg:test_the_exponential_of_a_rotation_is_a_rotation()
  for _, angle in ipairs { 1e-9, 0.3, 2.0, 50.0 } do -- 50 is scaled down and squared
    local c, s = math.cos(angle), math.sin(angle)
    assert_close(linalg.expm(balnet.tensor { { 0, -angle }, { angle, 0 } }), balnet.tensor { { c, -s }, { s, c } }, 1e-13)
  end
  assert_close(linalg.expm(balnet.tensor { { 0, 1 }, { 0, 0 } }), balnet.tensor { { 1, 1 }, { 0, 1 } }, 1e-15) -- nilpotent
end

function TestLinalg:test_each_factorisation_gives_the_matrix_back()
  for _, shape in ipairs { { 6, 6 }, { 9, 4 }, { 4, 9 }, { 3, 5, 5 }, { 2, 3, 7, 4 }, { 1, 1 } } do
    local a = random:normal(table.unpack(shape))
    local q, r = linalg.qr(a)
    assert_close(q:matmul(r), a)
    assert_close(T(q):matmul(q), balnet.zeros(T(q):matmul(q):shape()) + balnet.eye(q:shape(-1)))
    local u, s, vt = linalg.svd(a)
    assert_close((u * s:unsqueeze(-2)):matmul(vt), a)
    assert_close(linalg.svdvals(a), s)
    lu.assertTrue(s:min() >= 0)
  end
end

function TestLinalg:test_complete_factors_are_square_and_orthogonal()
  for _, shape in ipairs { { 7, 3 }, { 3, 7 } } do
    local a = random:normal(table.unpack(shape))
    local q, r = linalg.qr(a, { complete = true })
    assert_close(q:matmul(r), a)
    assert_close(q:t():matmul(q), balnet.eye(shape[1]))
    local u, s, vt = linalg.svd(a, { full = true })
    assert_close(u:matmul(u:t()), balnet.eye(shape[1]))
    assert_close(vt:matmul(vt:t()), balnet.eye(shape[2]))
    assert_close((u[{ true, { 1, 3 } }] * s):matmul(vt[{ { 1, 3 } }]), a)
  end
end

function TestLinalg:test_symmetric_eigenvectors_diagonalise()
  local a = random:normal(4, 6, 6)
  a = a + T(a)
  local values, vectors = linalg.eigh(a)
  assert_close(vectors:matmul(diagonal(values)):matmul(T(vectors)), a)
  assert_close(values, values:sort(-1))
  assert_close(linalg.eigvalsh(a), values)
end

-- a r = r lambda and l^H a = lambda l^H, written out for real and imaginary parts.
function TestLinalg:test_left_and_right_eigenvectors_are_such()
  local a = random:normal(3, 8, 8)
  local re, im, rr, ri, lr, li = linalg.eig(a, { left = true })
  local D, E = diagonal(re), diagonal(im)
  assert_close(a:matmul(rr), rr:matmul(D) - ri:matmul(E))
  assert_close(a:matmul(ri), rr:matmul(E) + ri:matmul(D))
  assert_close(T(lr):matmul(a), D:matmul(T(lr)) + E:matmul(T(li)))
  assert_close(T(li):matmul(a), D:matmul(T(li)) - E:matmul(T(lr)))
  assert_close((rr * rr + ri * ri):sum(-2), balnet.ones(3, 8))
  lu.assertTrue(im:abs():max() > 0.1) -- complex ones are among them
end

function TestLinalg:test_the_schur_form_is_orthogonally_similar()
  local a = random:normal(6, 6)
  local t, z = linalg.schur(a)
  assert_close(z:matmul(t):matmul(z:t()), a)
  assert_close(z:t():matmul(z), balnet.eye(6))
  for i = 3, 6 do lu.assertEquals(t[{ i, { 1, i - 2 } }]:abs():max(), 0.0) end
end

function TestLinalg:test_the_pseudoinverse_meets_the_four_conditions_of_penrose()
  local a = random:normal(7, 3):matmul(random:normal(3, 5)) -- of rank 3
  local p = linalg.pinv(a)
  assert_close(a:matmul(p):matmul(a), a)
  assert_close(p:matmul(a):matmul(p), p)
  assert_close(a:matmul(p), a:matmul(p):t())
  assert_close(p:matmul(a), p:matmul(a):t())
  lu.assertEquals(linalg.matrix_rank(a), 3)
  local kernel = linalg.null_space(a)
  lu.assertEquals({ kernel:shape() }, { 5, 2 })
  lu.assertTrue(a:matmul(kernel):abs():max() < 1e-13 * a:abs():max())
  assert_close(kernel:t():matmul(kernel), balnet.eye(2))
end

function TestLinalg:test_least_squares_leaves_a_residual_orthogonal_to_the_columns()
  local a, b = random:normal(12, 4), random:normal(12, 3)
  local x, rank, s, residuals = linalg.lstsq(a, b)
  local rest = a:matmul(x) - b
  lu.assertTrue(a:t():matmul(rest):abs():max() < 1e-13)
  lu.assertEquals(rank, 4)
  assert_close(s, linalg.svdvals(a))
  assert_close(residuals, rest:square():sum(1))
  local one, _, _, residual = linalg.lstsq(a, b[{ true, 2 }])
  assert_close(one, x[{ true, 2 }])
  lu.assertAlmostEquals(residual, residuals[2], 1e-12)
end

function TestLinalg:test_of_several_solutions_the_shortest_is_given()
  local x, rank = linalg.lstsq(balnet.tensor { { 1, 1 }, { 1, 1 } }, balnet.tensor { 2, 2 })
  assert_close(x, balnet.tensor { 1, 1 }, 1e-15)
  lu.assertEquals(rank, 1)
end

function TestLinalg:test_stacks_broadcast()
  local a, b = random:normal(3, 1, 4, 4), random:normal(2, 4, 5)
  local x = linalg.solve(a, b)
  lu.assertEquals({ x:shape() }, { 3, 2, 4, 5 })
  assert_close(a:matmul(x), balnet.zeros(3, 2, 4, 5) + b)
  assert_close(x[{ 2, 1 }], linalg.solve(a[{ 2, 1 }], b[1]))
  lu.assertEquals({ linalg.det(a):shape() }, { 3, 1 })
  lu.assertEquals({ linalg.inv(balnet.zeros(0, 4, 4)):shape() }, { 0, 4, 4 })
end

function TestLinalg:test_views_and_f32_are_read_as_they_are()
  local a = random:normal(8, 8)
  local view = a[{ { 8, 1, -2 }, { 1, 4 } }]:t()
  assert_close(linalg.inv(view), linalg.inv(view:clone()), 1e-15)
  local single = a:to "f32"
  assert_close(linalg.inv(single), linalg.inv(single:to "f64"), 1e-15)
  lu.assertEquals(linalg.inv(single):dtype(), "f64")
end

function TestLinalg:test_matrices_without_rows_or_columns_have_results()
  lu.assertEquals(linalg.det(balnet.zeros(0, 0)), 1.0)
  lu.assertEquals({ linalg.inv(balnet.zeros(0, 0)):shape() }, { 0, 0 })
  lu.assertEquals({ linalg.svdvals(balnet.zeros(3, 0)):shape() }, { 0 })
  lu.assertEquals(linalg.matrix_rank(balnet.zeros(0, 3)), 0)
  lu.assertEquals({ linalg.null_space(balnet.zeros(0, 3)):shape() }, { 3, 3 })
  lu.assertEquals({ linalg.lstsq(balnet.zeros(0, 2), balnet.zeros(0)):shape() }, { 2 })
end

function TestLinalg:test_impossible_requests_are_refused_with_a_sentence()
  local nan = 0 / 0
  assert_refused("the matrix is singular: pivot 1 of 2 is 0", linalg.inv, balnet.zeros(2, 2))
  assert_refused("matrix 2 of 2: the matrix is singular", linalg.inv, balnet.stack { balnet.eye(2), balnet.zeros(2, 2) })
  assert_refused("the matrix is 2 x 3; a square matrix was needed", linalg.inv, balnet.zeros(2, 3))
  assert_refused("the matrix has shape 3; a matrix was needed", linalg.svd, balnet.zeros(3))
  assert_refused("has nan at (1, 2)", linalg.det, balnet.tensor { { 1, nan }, { 0, 1 } })
  assert_refused("b has shape 3; a matrix or vector of 2 rows was needed", linalg.solve, balnet.eye(2), balnet.zeros(3))
  assert_refused("its leading minor of order 2 is not", linalg.cholesky, balnet.tensor { { 1, 2 }, { 2, 1 } })
  assert_refused("has nan at (2, 2)", linalg.cholesky, balnet.tensor { { 1, 0 }, { 0, nan } })
  assert_refused("a symmetric one was needed", linalg.eigh, balnet.tensor { { 1, 2 }, { 3, 1 } })
  assert_refused("too large", linalg.expm, balnet.tensor { { 1000.0 } })
  assert_refused("bad argument #2 to 'matrix_power' (an integer was needed; 0.5 was given)", linalg.matrix_power, balnet.eye(2), 0.5)
  assert_refused("rcond is -1; it must be at least 0", linalg.lstsq, balnet.eye(2), balnet.ones(2), { rcond = -1 })
  assert_refused("unknown field 'ful'; did you mean 'full'?", linalg.svd, balnet.eye(2), { ful = true })
  assert_refused("one matrix was needed", linalg.null_space, balnet.zeros(2, 2, 2))
end

-- The results that tests/peers/numpy_linalg.py compares with its own.
local function results(a, b)
  local sign, logarithm = linalg.slogdet(a)
  local real, imag = linalg.eigvals(a)
  local symmetric = a:to "f64" + T(a):to "f64"
  local case = { a = a, b = b, det = linalg.det(a), sign = sign, logarithm = logarithm, inv = linalg.inv(a),
    solve = linalg.solve(a, b), svdvals = linalg.svdvals(a), eigvalsh = linalg.eigvalsh(symmetric), cond = linalg.cond(a),
    matrix_rank = linalg.matrix_rank(a), cube = linalg.matrix_power(a, 3), eigvals_real = real, eigvals_imag = imag }
  local dims = a:dims()
  local others = { 2, a:shape(dims) } -- all columns but the first
  local narrow = dims == 2 and a[{ true, others }] or a[{ true, true, others }]
  case.pinv = linalg.pinv(narrow)
  if dims == 2 then
    case.expm, case.kron = linalg.expm(a), linalg.kron(a, b)
    local x, _, s, residuals = linalg.lstsq(narrow, b)
    case.lstsq, case.lstsq_s, case.residuals = x, s, residuals
  end
  for name, value in pairs(case) do
    if type(value) == "number" then case[name] = balnet.tensor(value) end
  end
  return case
end

function TestLinalg:test_numpy_and_scipy_find_the_same()
  local lines = compare("numpy_linalg.py", "scipy.linalg", {
    small = results(random:normal(3, 3), random:normal(3, 2)),
    large = results(random:normal(60, 60), random:normal(60, 4)),
    single = results(random:normal(20, 20):to "f32", random:normal(20, 1)),
    stack = results(random:normal(5, 7, 7), random:normal(7, 2)),
  })
  lu.assertTrue(lines > 60)
end

os.exit(lu.LuaUnit.run())
