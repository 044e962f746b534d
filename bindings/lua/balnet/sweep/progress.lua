--- Progress of a sweep on stderr: a live table on a terminal, otherwise a plain line for each run that ends.

local progress = require "balnet.run.progress"
local system = require "balnet.native.system"

local sweep_progress = {}

---@class balnet.sweep_progress
---@field runs balnet.sweep_run[]
---@field waits boolean for runs elsewhere
---@field told table<balnet.sweep_run, boolean> of runs elsewhere
---@field shown integer lines of the table that stand on the terminal
local class = {}
class.__index = class

local between_drawings = 0.2
local looked_back = 4096 -- bytes of a log

-- The end of a file, "" when there is none.
local function tail(path, first)
  local file <close> = io.open(path, "rb")
  if not file then return "" end
  file:seek("set", math.max(first or 0, file:seek "end" - looked_back))
  return file:read "a"
end

--- The last line of a log.
---@param path string
---@return string # "" when there is none
function sweep_progress.last_line(path)
  local last = ""
  for line in tail(path):gmatch "[^\r\n]+" do last = line end
  return last
end

--- The error message in a log: the line on which the program has reported it, or the last one.
---@param path string
---@param program string as it was started
---@param first? integer bytes of the log that are of earlier calls
---@return string # "" when there is nothing in the log
function sweep_progress.error_line(path, program, first)
  local found, last
  for line in tail(path, first):gmatch "[^\r\n]+" do
    last = line
    if line:sub(1, #program + 2) == program .. ": " then found = line:sub(#program + 3) end
  end
  return found or last or ""
end

local function counts_of(runs)
  local counts = { waiting = 0, running = 0, elsewhere = 0, done = 0, failed = 0 }
  for _, run in ipairs(runs) do counts[run.state] = counts[run.state] + 1 end
  return counts
end

-- An estimate of the seconds until all runs are done; nil before the first has ended.
local function left(self, counts)
  local ended = counts.done + counts.failed - self.ended_before
  if ended <= 0 then return nil end
  return (system.seconds() - self.began) / ended * (counts.waiting + counts.running + counts.elsewhere)
end

local function head(self, counts)
  local parts = { ("%d of %d runs done"):format(counts.done, #self.runs) }
  if counts.running > 0 then parts[#parts + 1] = ("%d running"):format(counts.running) end
  if counts.elsewhere > 0 then parts[#parts + 1] = ("%d running elsewhere"):format(counts.elsewhere) end
  if counts.failed > 0 then parts[#parts + 1] = ("%d failed"):format(counts.failed) end
  local seconds = left(self, counts)
  if seconds and counts.waiting + counts.running > 0 then parts[#parts + 1] = progress.duration(seconds) .. " left" end
  return table.concat(parts, ", ")
end

local function lines_of(self)
  local lines = { head(self, counts_of(self.runs)) }
  for _, run in ipairs(self.runs) do
    if run.state == "running" then
      lines[#lines + 1] = ("  %s  %s"):format(run.name, sweep_progress.last_line(run.log))
    end
  end
  return lines
end

local function erase(self)
  if self.shown > 0 then io.stderr:write(("\27[%dA\r\27[J"):format(self.shown)) end
  self.shown = 0
end

-- The beginning of a line that fits, cut between characters. A log may hold any bytes.
local function cut(line, columns)
  line = line:gsub("%c", " ")
  if not utf8.len(line) then line = line:gsub("[\x80-\xFF]", "?") end
  local behind = utf8.offset(line, columns + 1)
  return behind and line:sub(1, behind - 1) or line
end

local function draw(self)
  erase(self)
  local lines, columns = lines_of(self), system.terminal_width(io.stderr) or 80
  for _, line in ipairs(lines) do io.stderr:write(cut(line, columns - 1), "\n") end
  self.shown, self.drawn = #lines, system.seconds()
end

--- Shows how far the runs are; cheap enough to be called often.
function class:update()
  if self.live and system.seconds() - self.drawn >= between_drawings then draw(self) end
end

--- Prints a sentence above the table.
---@param sentence string
function class:say(sentence)
  erase(self)
  io.stderr:write(sentence, "\n")
end

-- Tells once that another process runs this run.
local function tell_elsewhere(self, run)
  if self.waits and not self.told[run] then self:say(("%s runs elsewhere; it is waited for"):format(run.name)) end
  self.told[run] = true
end

-- Counts a run that has ended, once: to look at all runs at each end takes time in the square of their number.
local function count_end(self, run)
  if run.state == "elsewhere" or self.counted[run] then return end
  self.counted[run], self.ended_now = true, self.ended_now + 1
end

--- Shows that a run has ended, or can't begin.
---@param run balnet.sweep_run
function class:ended(run)
  count_end(self, run)
  if run.state == "elsewhere" then
    tell_elsewhere(self, run)
  elseif run.state == "failed" then
    self:say(("%s failed: %s\n  its log: %s"):format(run.name, run.fault, run.log))
  elseif not self.live then
    local how = run.seconds and "done in " .. progress.duration(run.seconds) or "done elsewhere"
    self:say(("[%d/%d] %s %s"):format(self.ended_now, #self.runs, run.name, how))
  end
  if self.live then draw(self) end
end

--- Says that runs are being stopped, which takes as long as their epochs.
---@param running table<any, balnet.sweep_run>
function class:stopping(running)
  local count = 0
  for _ in pairs(running) do count = count + 1 end
  if count > 0 then self:say(("stopping; %d runs finish their epoch and save their state"):format(count)) end
end

--- Removes the table and leaves its first line. No run of this process is left.
function class:close()
  if self.closed then return end
  self.closed = true
  local counts = counts_of(self.runs)
  counts.running, counts.waiting = 0, 0
  self:say(head(self, counts))
end

--- The progress of runs, of which some may be done already.
---@param runs balnet.sweep_run[]
---@param waits boolean for runs of other processes
---@return balnet.sweep_progress
function sweep_progress.new(runs, waits)
  local live = system.terminal_width(io.stderr) ~= nil and os.getenv "TERM" ~= "dumb"
  local counts = counts_of(runs)
  return setmetatable({ runs = runs, live = live, waits = waits, told = {}, shown = 0, drawn = 0, began = system.seconds(),
    counted = {}, ended_before = counts.done + counts.failed, ended_now = counts.done + counts.failed }, class)
end

return sweep_progress
