--- Einstein's sums of one or two tensors. Letters are sorted into those of both operands and the result (a stack of matrices),
-- those summed over, and those of one operand and the result (rows and columns); what is left is one matrix product.

local einsum = {}

local function letters_of(word)
  local letters = {}
  for letter in word:gmatch "." do
    if not letter:find "^%a$" then error(("'%s' in the subscripts is no letter"):format(letter), 0) end
    letters[#letters + 1] = letter
  end
  return letters
end

local function contains(list, letter)
  for i, other in ipairs(list) do
    if other == letter then return i end
  end
end

-- By default the letters that occur once, in their order.
local function implied(inputs)
  local times, result = {}, {}
  for _, letters in ipairs(inputs) do
    for _, letter in ipairs(letters) do times[letter] = (times[letter] or 0) + 1 end
  end
  for letter, count in pairs(times) do
    if count == 1 then result[#result + 1] = letter end
  end
  table.sort(result)
  return result
end

local function check_result(result, inputs)
  for i, letter in ipairs(result) do
    if contains(result, letter) < i then error(("'%s' stands twice in the result"):format(letter), 0) end
    local known = false
    for _, letters in ipairs(inputs) do known = known or contains(letters, letter) end
    if not known then error(("'%s' of the result stands in no operand"):format(letter), 0) end
  end
end

local function parse(subscripts, count)
  if type(subscripts) ~= "string" then error(("subscripts are %s; a text as 'ij,jk->ik' was needed"):format(tostring(subscripts)), 0) end
  local left, arrow, right = subscripts:gsub("%s", ""):match "^([^%-]*)(%-?>?)(.*)$"
  if arrow ~= "->" and (arrow ~= "" or right ~= "") then error(("subscripts are '%s'; 'ij,jk->ik' was needed"):format(subscripts), 0) end
  local inputs = {}
  for word in (left .. ","):gmatch "([^,]*)," do inputs[#inputs + 1] = letters_of(word) end
  if #inputs ~= count then error(("the subscripts name %d operands; %d were given"):format(#inputs, count), 0) end
  local result = arrow == "->" and letters_of(right) or implied(inputs)
  check_result(result, inputs)
  return inputs, result
end

-- A letter that stands twice takes the diagonal of its dimensions: flattened, every (n + 1)-th element.
local function diagonal(t, letters, first, second)
  local n = t:shape(first)
  local order, shape, left = { first, second }, {}, { letters[first] }
  for d = 1, t:dims() do
    if d ~= first and d ~= second then
      order[#order + 1], shape[#shape + 1], left[#left + 1] = d, t:shape(d), letters[d]
    end
  end
  local flat = t:permute(table.unpack(order)):reshape(n * n, table.unpack(shape))
  return flat[{ n > 0 and { 1, n * n, n + 1 } or {} }], left
end

local function without_repeats(t, letters)
  for second = 2, #letters do
    local first = contains(letters, letters[second])
    if first < second then return without_repeats(diagonal(t, letters, first, second)) end
  end
  return t, letters
end

local function check_extents(t, letters, number, extents)
  if t:dims() ~= #letters then
    error(("operand %d has %d dimensions; its subscripts name %d"):format(number, t:dims(), #letters), 0)
  end
  for d, letter in ipairs(letters) do
    local extent = t:shape(d)
    if extents[letter] and extents[letter] ~= extent then
      error(("'%s' has the extents %d and %d"):format(letter, extents[letter], extent), 0)
    end
    extents[letter] = extent
  end
end

-- Sums over the dimensions whose letters neither the other operand nor the result has.
local function summed(t, letters, ...)
  local dims, left = {}, {}
  for d, letter in ipairs(letters) do
    local needed = false
    for _, others in ipairs { ... } do needed = needed or contains(others, letter) end
    if needed then left[#left + 1] = letter else dims[#dims + 1] = d end
  end
  return #dims > 0 and t:sum(dims) or t, left
end

-- Reorders the dimensions of the tensor by the letters of the lists; the letters of one list become one dimension.
local function arranged(t, letters, lists)
  local order, shape = {}, {}
  for i, list in ipairs(lists) do
    shape[i] = 1
    for _, letter in ipairs(list) do
      local d = contains(letters, letter)
      order[#order + 1] = d
      shape[i] = shape[i] * t:shape(d)
    end
  end
  return (#order > 0 and t:permute(table.unpack(order)) or t):reshape(table.unpack(shape))
end

local function only_in(letters, ...)
  local found = {}
  for _, letter in ipairs(letters) do
    local fits = true
    for _, condition in ipairs { ... } do fits = fits and (contains(condition[1], letter) ~= nil) == condition[2] end
    if fits then found[#found + 1] = letter end
  end
  return found
end

local function joined(...)
  local all = {}
  for _, list in ipairs { ... } do table.move(list, 1, #list, #all + 1, all) end
  return all
end

-- Reorders the dimensions, named by the letters, as the result names them; a number where it has none.
local function in_order(t, letters, result)
  if #result == 0 then return t:item() end
  local order = {}
  for i, letter in ipairs(result) do order[i] = contains(letters, letter) end
  return t:permute(table.unpack(order)):contiguous()
end

-- left: stack x rows x inner, right: stack x inner x columns.
local function multiply(left, right)
  local _, rows, inner = left:shape()
  if inner == 1 then return left * right end
  if rows == 1 and right:shape(3) == 1 then return (left * right:transpose(2, 3)):sum(3, true) end
  return left:matmul(right)
end

local function of_two(a, letters_a, b, letters_b, result, extents)
  a, letters_a = summed(a, letters_a, letters_b, result)
  b, letters_b = summed(b, letters_b, letters_a, result)
  local stack = only_in(letters_a, { letters_b, true }, { result, true })
  local inner = only_in(letters_a, { letters_b, true }, { result, false })
  local rows, columns = only_in(letters_a, { letters_b, false }), only_in(letters_b, { letters_a, false })
  local product = multiply(arranged(a, letters_a, { stack, rows, inner }), arranged(b, letters_b, { stack, inner, columns }))
  local letters, shape = joined(stack, rows, columns), {}
  for i, letter in ipairs(letters) do shape[i] = extents[letter] end
  return in_order(product:reshape(table.unpack(shape)), letters, result)
end

function einsum.compute(subscripts, a, b)
  local inputs, result = parse(subscripts, b and 2 or 1)
  local operands, extents = { a, b }, {}
  for i, operand in ipairs(operands) do
    check_extents(operand, inputs[i], i, extents)
    operands[i], inputs[i] = without_repeats(operand, inputs[i])
  end
  if b then return of_two(operands[1], inputs[1], operands[2], inputs[2], result, extents) end
  local sums, letters = summed(operands[1], inputs[1], result)
  return in_order(sums, letters, result)
end

return einsum
