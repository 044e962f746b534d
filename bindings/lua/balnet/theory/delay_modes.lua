--- The modes of a few variables that decay at rates of their own and hear each other after a delay, x' = -leak x(t) + A x(t - d).
-- Their past is a polynomial on Chebyshev's nodes, whose derivative is its change in time: of the eigenvalues of that matrix those
-- of least size are roots (Breda, Maset and Vermiglio 2005), to ten digits where |lambda| d is up to 10. Others, which belong to the
-- nodes, do not solve (lambda + leak) x = A exp(-lambda d) x.
local linalg = require "balnet.linalg"
local tensor = require "balnet.tensor"

local delay_modes = {}

local NODES = 32 -- intervals between -d and 0
local SOLVES = 1e-6 -- the least singular value at a root, as a share of the largest term

-- The derivative at the nodes cos(j pi/n), j = 0 … n, of the polynomial through values there (Trefethen 2000, chapter 6).
local function derivative(n)
  local x, weight, D = {}, {}, tensor.zeros(n + 1, n + 1)
  for j = 0, n do
    x[j] = math.cos(math.pi * j / n)
    weight[j] = ((j == 0 or j == n) and 2 or 1) * (-1) ^ j
  end
  for i = 0, n do
    for j = 0, n do
      if i ~= j then
        local slope = weight[i] / (weight[j] * (x[i] - x[j]))
        D[{ i + 1, j + 1 }] = slope
        D[{ i + 1, i + 1 }] = D[{ i + 1, i + 1 }] - slope
      end
    end
  end
  return D
end

-- Whether lambda + leak - A exp(-lambda d) is singular, by the singular values of its real form.
local function is_root(leak, A, delay, re, im)
  local size, eye = math.exp(-re * delay), tensor.eye(#leak)
  local real, imag = eye * (leak + re) - size * math.cos(im * delay) * A, eye * im + size * math.sin(im * delay) * A
  local values = linalg.svdvals(tensor.concatenate({ tensor.concatenate({ real, -imag }, 2), tensor.concatenate({ imag, real }, 2) }, 1))
  return values[-1] <= SOLVES * (leak:max() + math.sqrt(re ^ 2 + im ^ 2) + size * A:abs():max())
end

--- The largest real part of all roots. An error where none of them is found: A d is too large for the nodes.
---@param leak balnet.tensor m
---@param A balnet.tensor m x m
---@param delay number above 0
---@return number growth
function delay_modes.growth(leak, A, delay)
  local m, n = #leak, NODES
  local matrix = linalg.kron(derivative(n) * (2 / delay), tensor.eye(m))
  matrix[{ { 1, m } }] = 0
  for i = 1, m do matrix[{ i, i }] = -leak[i] end -- the present, at the first node; the last is a delay ago
  matrix[{ { 1, m }, { n * m + 1, (n + 1) * m } }] = A
  local re, im = linalg.eigvals(matrix)
  for k = #re, 1, -1 do
    if is_root(leak, A, delay, re[k], im[k]) then return re[k] end
  end
  error(("the roots under a delay of %g were not found"):format(delay), 0)
end

return delay_modes
