---@meta balnet.meta.random
-- luacheck: ignore 212 241

--- Random numbers: Philox 4x32-10 (Salmon et al. 2011), addressed by seed, purpose, epoch and position, so
--- that the same address gives the same numbers whatever was drawn before.

---@class balnet
local balnet = {}

---@class balnet.random.definition
---@field seed? integer of the address (1)
---@field purpose? integer of the address (0)
---@field epoch? integer of the address (0)
---@field position? integer number of the next block (0)

--- Opens a stream of random numbers. Streams opened here never meet those that networks and trainers draw
--- from.
---
---     local one, other = balnet.random(7), balnet.random { seed = 7 }
---     one:normal(3, 4) == other:normal(3, 4)  --> true
---@param definition? integer|balnet.random.definition the seed, or a table
---@return balnet.stream
function balnet.random(definition) end

---@class balnet.stream
local stream = {}

--- Standard normals.
---
---     balnet.random(7):normal(100, 100):std()  --> 1.0
---@param ... integer shape
---@return balnet.tensor # f64
function stream:normal(...) end

--- Numbers uniform in [0, 1).
---
---     balnet.random(7):uniform(1000):mean()  --> 0.5
---@param ... integer shape
---@return balnet.tensor # f64
function stream:uniform(...) end

--- The four 32-bit words of the next block.
---
---     local stream = balnet.random(7)
---     select("#", stream:block())  --> 4
---@return integer, integer, integer, integer
function stream:block() end

--- The number of the next block; a stream opened at this position goes on from here.
---
---     local stream = balnet.random(7)
---     stream:normal(10)
---     balnet.random { seed = 7, position = stream:position() }:normal(3) == stream:normal(3)  --> true
---@return integer
function stream:position() end

--- Integers from low to high, both among them, each as likely.
---
---     local dice = balnet.random(7):integers(1, 6, 1000)
---     dice:min(), dice:max()  --> 1, 6
---@param low integer
---@param high integer
---@param ... integer shape
---@return balnet.tensor # f64
function stream:integers(low, high, ...) end

--- 1 with probability p, else 0.
---
---     balnet.random(7):bernoulli(0.25, 10000):mean()  --> 0.2
---     balnet.random(7):bernoulli(balnet.tensor { 0, 1, 1 })  --> { 0, 1, 1 }
---@param p number|balnet.tensor of a tensor each element draws with its own, broadcast to the shape
---@param ... integer shape; without it that of the tensor
---@return balnet.tensor # f64
function stream:bernoulli(p, ...) end

--- Exponentially distributed numbers.
---
---     balnet.random(7):exponential(2, 100000):mean()  --> 2.0
---     balnet.random(7):exponential(balnet.ones(3, 1), 3, 4):shape()  --> 3, 4
---@param scale number|balnet.tensor their mean; of a tensor each element draws with its own, broadcast to the shape
---@param ... integer shape; without it that of the tensor
---@return balnet.tensor # f64
function stream:exponential(scale, ...) end

--- Gamma-distributed numbers of mean shape times scale (Marsaglia and Tsang 2000).
---
---     balnet.random(7):gamma(3, 0.5, 100000):mean()  --> 1.5
---     balnet.random(7):gamma(balnet.ones(3, 1), balnet.ones(4)):shape()  --> 3, 4
---@param shape number|balnet.tensor more than 0
---@param scale number|balnet.tensor of a tensor each element draws with its own, broadcast to the shape
---@param ... integer shape of the result; without it the one to which the tensors broadcast
---@return balnet.tensor # f64
function stream:gamma(shape, scale, ...) end

--- Poisson-distributed counts.
---
---     balnet.random(7):poisson(4, 100000):var()  --> 4.0
---     local rate = balnet.tensor { { 0 }, { 5 } } -- of two neurons, expected spikes a trial
---     balnet.random(7):poisson(rate, 2, 1000):mean(2)  --> { 0, 5.1 }
---@param mean number|balnet.tensor 0 to 1e12; of a tensor each element draws with its own, broadcast to the shape
---@param ... integer shape; without it that of the tensor
---@return balnet.tensor # f64
function stream:poisson(mean, ...) end

--- The numbers 1 ... n in random order, each order as likely (Fisher and Yates 1938).
---
---     balnet.random(7):permutation(5):sort()  --> { 1, 2, 3, 4, 5 }
---@param n integer
---@return balnet.tensor # n, f64
function stream:permutation(n) end

--- A copy of a tensor with the elements (rows, ...) of its first dimension in random order.
---
---     balnet.random(7):shuffle(balnet.tensor { 4, 4, 5 }):sum()  --> 13
---@param t balnet.tensor
---@return balnet.tensor # of its shape and dtype
function stream:shuffle(t) end

---@class balnet.random.choice_options
---@field replace? boolean whether one may be chosen more than once (true)
---@field weights? balnet.tensor how likely each is, at least 0; all alike by default

--- Elements chosen at random, from 1 ... n or from the first dimension of a tensor.
---
---     balnet.random(7):choice(3, 3, { replace = false }):sort()  --> { 1, 2, 3 }
---@param from integer|balnet.tensor n, or what to choose from
---@param count integer how many
---@param options? balnet.random.choice_options
---@return balnet.tensor # count numbers, or count x the other dimensions
function stream:choice(from, count, options) end

--- A random orthogonal matrix, uniform over all (Mezzadri 2007): the QR factor of a matrix of normals, with
--- the signs of its diagonal.
---
---     local q = balnet.random(7):orthogonal(5)
---     balnet.array.allclose(q:matmul(q:t()), balnet.eye(5))  --> true
---@param n integer
---@return balnet.tensor # n x n, f64
function stream:orthogonal(n) end
