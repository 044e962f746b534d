--- Checks of the self-test: matrix products against plain loops, eigenvalues and singular values against
-- known ones.

local balnet = require "balnet"
local product = require("balnet.native.kernels").product

local kernels = {}

local function matrix(seed, rows, columns, dtype)
  return balnet.random({ seed = seed }):uniform(rows, columns):to(dtype) - 0.5
end

-- The largest deviation of z from x y, summed by plain loops over tables.
local function deviation(z, x, y)
  local a, b, c, most = x:totable(), y:t():totable(), z:totable(), 0
  for i = 1, #a do
    for j = 1, #b do
      local row, column, sum = a[i], b[j], 0
      for k = 1, #row do sum = sum + row[k] * column[k] end
      local off = math.abs(c[i][j] - sum)
      if not (off <= most) then most = off end -- keeps NaN
    end
  end
  return most
end

-- Sizes of the passes of training (rows, inner, columns), some of them smaller than a vector register.
local sizes = { { 10, 103, 102 }, { 5, 103, 2 }, { 1, 1, 1 }, { 3, 640, 193 }, { 17, 66, 129 }, { 16, 128, 128 } }

local function add_training_products(list, what, transposed)
  local most, level = 0, nil
  for s, size in ipairs(sizes) do
    local n, k, m = table.unpack(size)
    local x, y = matrix(s, n, k, "f32"), matrix(s + 100, k, m, "f32")
    local z
    z, level = product(transposed and x:t():clone() or x, y, transposed)
    local off = deviation(z, x, y)
    if not (off <= most) then most = off end
  end
  list[#list + 1] = { what .. " of training, " .. level, most, 2e-5, "plain loops" }
end

local function add_tensor_products(list)
  for _, dtype in ipairs { "f32", "f64" } do
    local x, y = matrix(1, 83, 120, dtype), matrix(2, 120, 71, dtype)
    local limit = dtype == "f32" and 2e-5 or 1e-13
    list[#list + 1] = { "matmul of tensors, " .. dtype, deviation(x:matmul(y), x, y), limit, "plain loops" }
  end
end

-- A matrix with the eigenvalues 1 ± 2i, …, n ± (n + 1)i: blocks on the diagonal, mixed by an exact similarity
-- transformation: each row k + 1 is added to row k, and column k is subtracted from column k + 1.
local function add_eigenvalues(list)
  local pairs_of = 12
  local n = 2 * pairs_of
  local A = balnet.zeros(n, n)
  for k = 1, pairs_of do
    local at = 2 * k - 1
    A[{ at, at }], A[{ at + 1, at + 1 }] = k, k
    A[{ at, at + 1 }], A[{ at + 1, at }] = k + 1, -(k + 1)
  end
  for k = 1, n - 1 do
    A[k] = A[k] + A[k + 1]
    A[{ true, k + 1 }] = A[{ true, k + 1 }] - A[{ true, k }]
  end
  local real, imag = balnet.spectrum.eigenvalues(A)
  local most = 0
  for k = 1, n do
    local pair = (k + 1) // 2
    most = math.max(most, math.abs(real[k] - pair), math.abs(math.abs(imag[k]) - (pair + 1)))
  end
  list[#list + 1] = { "eigenvalues", most == most and most or 1 / 0, 1e-9, "a matrix built from them" }
end

-- The second difference on n points has eigenvalues 4 sin²(k π / (2 n + 2)); they are its singular values,
-- too.
local function add_second_difference(list)
  local n = 40
  local A = balnet.eye(n) * 2
  for k = 1, n - 1 do A[{ k, k + 1 }], A[{ k + 1, k }] = -1, -1 end
  local known = (balnet.arange(1, n) * (math.pi / (2 * n + 2))):sin() ^ 2 * 4
  local off = (balnet.spectrum.symmetric_eigenvalues(A) - known):abs():max()
  list[#list + 1] = { "symmetric eigenvalues", off, 1e-13, "those of the second difference" }
  off = (balnet.spectrum.singular_values(A) - known:flip(1)):abs():max()
  list[#list + 1] = { "singular values", off, 1e-13, "those of the second difference" }
end

--- Runs the checks.
---@return table[] # of each { what, deviation, limit, held against what }
function kernels.run()
  local list = {}
  add_training_products(list, "products", false)
  add_training_products(list, "outer products", true)
  add_tensor_products(list)
  add_eigenvalues(list)
  add_second_difference(list)
  return list
end

return kernels
