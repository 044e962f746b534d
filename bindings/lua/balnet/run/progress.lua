--- Progress of a run on stderr: one live line on a terminal, otherwise one plain line a measurement.

local system = require "balnet.native.system"
local world = require "balnet.program.world"

local progress = {}

--- A duration in words, as "41 s", "12 min", "3.4 h" or "2.1 d".
---@param seconds number
---@return string
function progress.duration(seconds)
  if seconds < 99.5 then return ("%.0f s"):format(seconds) end
  if seconds < 99.5 * 60 then return ("%.0f min"):format(seconds / 60) end
  if seconds < 99.5 * 3600 then return ("%.1f h"):format(seconds / 3600) end
  return ("%.1f d"):format(seconds / 86400)
end

--- The parts of a line, joined as long as the next one fits completely.
---@param parts string[]
---@param columns integer
---@return string
function progress.fitted(parts, columns)
  local line = parts[1]:sub(1, columns)
  for i = 2, #parts do
    local longer = line .. "  " .. parts[i]
    if #longer > columns then break end
    line = longer
  end
  return line
end

---@class balnet.progress
---@field epochs integer the last epoch
---@field first integer the epoch at which this process began
---@field test_error? number of the last measurement
local meter = {}
meter.__index = meter

local function measured_text(self)
  return self.test_error and ("test error %.5f"):format(self.test_error)
end

local function parts_of(self, epoch, now)
  local rate = (epoch - self.first) / math.max(now - self.started, 1e-9)
  local parts = { ("epoch %d/%d"):format(epoch, self.epochs) }
  parts[#parts + 1] = measured_text(self)
  if epoch > self.first then
    parts[#parts + 1] = ("%.0f epochs/s"):format(rate)
    parts[#parts + 1] = progress.duration((self.epochs - epoch) / rate) .. " left"
  end
  return parts
end

local function draw(self, epoch, now)
  local columns = system.terminal_width(io.stderr)
  if not columns then return end
  self.drawn = now
  io.stderr:write("\r", progress.fitted(parts_of(self, epoch, now), columns - 1), "\27[K")
end

local between_drawings = 0.1

--- Shows the progress of training; cheap enough to be called every few epochs.
---@param epoch integer the epochs done
function meter:at(epoch)
  local now = system.seconds()
  if self.live and now - self.drawn >= between_drawings then draw(self, epoch, now) end
end

--- Shows a measurement.
---@param epoch integer
---@param test_error number
function meter:measured(epoch, test_error)
  self.test_error = test_error
  local now = system.seconds()
  if self.live then return draw(self, epoch, now) end
  if world.is_following() then return end
  io.stderr:write(table.concat(parts_of(self, epoch, now), "  "), "\n")
end

--- Says a sentence on a line of its own.
---@param sentence string
function meter:say(sentence)
  io.stderr:write(self.live and "\r\27[K" or "", sentence, "\n")
end

--- Ends the live line and begins a new one. A second call does nothing.
function meter:close()
  if self.live and self.drawn > 0 then io.stderr:write "\n" end
  self.live = false
end

--- A meter that starts now.
---@param first integer epochs already done
---@param epochs integer the last epoch
---@return balnet.progress
function progress.start(first, epochs)
  local live = system.terminal_width(io.stderr) ~= nil and os.getenv "TERM" ~= "dumb" and not world.is_following()
  return setmetatable({ first = first, epochs = epochs, live = live, drawn = 0, started = system.seconds() }, meter)
end

---@class balnet.work
---@field live boolean
---@field next number when it is shown again
---@field shown boolean whether a live line stands there
local work = {}
work.__index = work

local until_first, between_lines = 1, 10 -- seconds, where each showing is a line of its own

--- Tells how far it has come, in words; cheap enough to be called every few milliseconds.
---@param so_far? string as "frame 3 of 200"
function work:at(so_far)
  local now = system.seconds()
  if now < self.next then return end
  local text = so_far and ("%s, %s"):format(self.sentence, so_far) or self.sentence
  local columns = self.live and system.terminal_width(io.stderr)
  if columns then io.stderr:write("\r", text:sub(1, columns - 1), "\27[K") else io.stderr:write(text, "\n") end
  self.next, self.shown = now + (columns and between_drawings or between_lines), columns ~= nil
end

--- Removes the live line. A second call does nothing.
function work:close()
  if self.shown then io.stderr:write "\r\27[K" end
  self.shown = false
end

work.__close = work.close

--- Tells of work that may take long: on a terminal at once in a line that goes when it is done, otherwise in
-- a plain line after a second and every ten.
---@param sentence string what is done
---@return balnet.work # to be closed
function progress.work(sentence)
  local live = system.terminal_width(io.stderr) ~= nil and os.getenv "TERM" ~= "dumb"
  local first = system.seconds() + (live and 0 or until_first)
  return setmetatable({ sentence = sentence, live = live, next = first, shown = false }, work)
end

return progress
