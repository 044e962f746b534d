---@meta balnet.meta.process
-- luacheck: ignore 212 241

--- Child processes, without a shell. A child reads nothing and writes into its log; when its parent dies it
--- gets SIGTERM.

---@class balnet.native.process.log
local class = {}

---The bytes in it.
---@return integer
function class:length() end

---Closes it; a second time does nothing.
function class:close() end

---@class balnet.native.process
local process = {}

---@class balnet.native.process.child
local child = {}

---Opens a file for appending and locks it against other processes, until it is closed here and every child that was
---started with it has ended.
---@param path string
---@return balnet.native.process.log|nil # to be closed; nil when it can't be had
---@return string|nil fault
---@return boolean|nil busy whether it is that another process holds it
function process.open_log(path) end

---Starts a program.
---@param arguments string[] the program, looked up in PATH when it has no slash, and its arguments
---@param log? string|balnet.native.process.log what gets the output of the program: a log of open_log, which is appended
--- to, and the child then leads a session of its own; or the path of a file, which is replaced; without one
--- it comes out of our stderr
---@return balnet.native.process.child|nil # to be closed; nil when the program or the log can't be had
---@return string|nil fault
---@return boolean|nil busy whether it is that another child, of any process, writes into the log
function process.start(arguments, log) end

---Waits until one of the children has ended, a signal has come, or the time is over.
---@param children balnet.native.process.child[]
---@param seconds number 0 to 1e6
function process.wait(children, seconds) end

---The processors this process may run on.
---@return integer
function process.processors() end

---How a child has ended.
---@return "exit"|"signal"|nil # nil while it runs
---@return integer|nil number the exit status, or the signal's number
function child:ended() end

---Sends a signal; nothing happens to a child that has ended.
---@param name "SIGINT"|"SIGTERM"|"SIGHUP"|"SIGXCPU"|"SIGUSR1"|"SIGUSR2"|"SIGPWR"|"SIGKILL"
function child:signal(name) end

---Ends a child that still runs, by SIGTERM, and waits for it.
function child:close() end
