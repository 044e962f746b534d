--- What the live page is told, by topics: a topic is made anew only when something has changed, a browser looks, and
-- making it takes at most half a hundredth of the time.

local json = require "balnet.json"
local page = require "balnet.live.page"
local system = require "balnet.native.system"

local channel = {}

---@class balnet.live.topic
---@field name string of the event
---@field make fun(): table|string what is sent: a table, or its JSON
---@field every number seconds that it stays at least
---@field moves? boolean changes all the time
---@field stale boolean whether it has changed since it was made
---@field due number when it may be made again, by the clock of balnet.system

---@class balnet.live.channel
---@field address string that the browser opens
---@field status string the sentence that the page shows
---@field ended boolean
---@field failed boolean whether that was an error
---@field began number by the clock of balnet.system
---@field server? balnet.native.live.server nil once closed
---@field topics balnet.live.topic[] at most four; the last says that the page has ended, and is sent last
local class = {}
class.__index = class

local share_of_time = 0.005
local encoding = { not_finite = "null" }

local function make(self, number, topic, now)
  topic.stale = false
  local told = topic.make()
  self.server:publish(number - 1, topic.name, type(told) == "string" and told or json.encode(told, encoding))
  local ended = system.seconds()
  topic.due = ended + math.max(topic.every, (ended - now) / share_of_time)
end

--- Says that what a topic tells has changed.
---@param name string
function class:change(name)
  for _, topic in ipairs(self.topics) do
    if topic.name == name then topic.stale = true end
  end
end

--- Publishes what is due, and asks for commands; cheap enough to be called every few milliseconds.
---@return boolean save whether a browser has asked for that
---@return boolean stop
function class:poll()
  if self.server:clients() > 0 then
    local now = system.seconds()
    for number, topic in ipairs(self.topics) do
      if (topic.stale or topic.moves) and now >= topic.due then make(self, number, topic, now) end
    end
  end
  return self.server:commands()
end

--- Changes the sentence that the page shows.
---@param status string
function class:say(status)
  self.status = status
end

--- Publishes all that has changed, lets the browsers have it, and ends. A second call does nothing.
---@param status string the last sentence
---@param failed? boolean whether it tells of an error
function class:close(status, failed)
  if not self.server then return end
  self.status, self.ended, self.failed = status, true, failed == true
  if self.server:clients() > 0 then
    for number, topic in ipairs(self.topics) do
      if topic.stale or topic.moves then make(self, number, topic, 0) end
    end
  end
  self.server:close()
  self.server = nil
end

--- Serves the live page at 127.0.0.1.
---@param port integer 0 for any that is free
---@param status string the first sentence
---@param topics { name: string, make: (fun(): table), every: number, moves?: boolean }[]
---@return balnet.live.channel|nil
---@return string|nil fault
function channel.open(port, status, topics)
  local open, fault = package.loadlib(system.library_folder() .. "/balnet_live.so", "luaopen_balnet_live")
  if not open then return nil, ("the live page needs the module balnet_live.so, made where libmicrohttpd is (%s)"):format(fault) end
  local server
  server, fault = open().open(page, port)
  if not server then return nil, "no live page: " .. fault end
  for _, topic in ipairs(topics) do topic.stale, topic.due = true, 0 end
  return setmetatable({ server = server, address = server:address(), topics = topics, status = status, ended = false, failed = false,
    began = system.seconds() }, class)
end

return channel
