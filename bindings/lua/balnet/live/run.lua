--- The live page of a run.

local channel = require "balnet.live.channel"
local numbers = require "balnet.live.numbers"
local parameters = require "balnet.parameters.parameters"
local progress = require "balnet.run.progress"
local system = require "balnet.native.system"

local live_run = {}

local most_entries, most_units = 1000, 200 -- of a curve, of a side of J

-- The places of at most so many of `count` entries, evenly spread, the first and the last among them.
local function places_of(count, most)
  if count <= most then return nil end
  local places = {}
  for i = 1, most do places[i] = 1 + ((i - 1) * (count - 1) + (most - 1) // 2) // (most - 1) end
  return places
end

local function taken(list, places)
  local some = {}
  for i, at in ipairs(places) do some[i] = list[at] end
  return some
end

local function columns_of(history)
  local places, columns = places_of(history:count(), most_entries), {}
  for name, column in pairs(history.numbers) do columns[name] = numbers.list(places and taken(column, places) or column) end
  return numbers.object(columns)
end

-- J by cluster, of every unit or of every second, third, …
local function matrix_of(measured)
  local order, every = measured.labels:argsort(), 1
  while #order // every > most_units do every = every + 1 end
  if every > 1 then order = order[{ { 1, #order, every } }] end
  local J = measured.J:take(1, order):take(2, order)
  return J, every
end

local function spectrum_of(pair)
  return numbers.object { real = numbers.list(pair.real:totable()), imag = numbers.list(pair.imag:totable()) }
end

local function tracking_of(run)
  local example, time = run.measured.tracking, {}
  for k = 1, (example.target:shape()) do time[k] = (k - 1) * run.parameters.dt end
  return numbers.object { time = numbers.list(time), target = numbers.lists(example.target:t():totable()),
    output = numbers.lists(example.output:t():totable()) }
end

local function course_of(run)
  local measured = run.measured
  local J, every = matrix_of(measured)
  return numbers.object { numbers = columns_of(run.history), eigenvalues = spectrum_of(measured.eigenvalues),
    initial = spectrum_of(run.history.eigenvalues[1]), J = numbers.lists(J:totable()), most = numbers.number(J:abs():max()),
    every = tostring(every), tracking = tracking_of(run) }
end

local function state_of(run)
  local list = {}
  for i, declaration in ipairs(run.set.list) do
    local value = run.parameters[declaration.name]
    list[i] = { name = declaration.name, value = value == nil and "none" or parameters.text(value), help = declaration.help,
      given = value ~= nil and not declaration.like and value ~= declaration.default }
  end
  return { name = run.name, parameters = list }
end

local function progress_of(run, page)
  local epoch, epochs = run.trainer:epoch(), run.parameters.epochs
  local seconds = system.seconds() - page.began
  local told = { done = epoch, all = epochs, so_far = ("Epoch %d of %d"):format(epoch, epochs), status = page.status,
    ended = page.ended, failed = page.failed }
  if epoch > page.first and seconds > 0 and not page.ended then
    local rate = (epoch - page.first) / seconds
    told.rate = ("%.4g epochs/s, %s left"):format(rate, progress.duration((epochs - epoch) / rate))
  end
  return told
end

---@class balnet.live.run: balnet.live.channel
---@field first integer the epoch at which the page began

--- Serves the live page of a run.
---@param run balnet.run
---@param port integer 0 for any that is free
---@return balnet.live.run|nil
---@return string|nil fault
function live_run.open(run, port)
  local page, fault
  page, fault = channel.open(port, "It is training.", {
    { name = "state", every = math.huge, make = function() return state_of(run) end },
    { name = "course", every = 0.2, make = function() return course_of(run) end },
    { name = "progress", every = 0.5, moves = true, make = function() return progress_of(run, page) end },
  })
  if not page then return nil, fault end
  for _, topic in ipairs(page.topics) do
    if topic.name == "course" then topic.stale = run.history:count() > 0 end
  end
  page.first = run.trainer:epoch()
  return page
end

return live_run
