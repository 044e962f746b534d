-- The live page in a real browser: a command of its own, which needs Debian's chromium.
--   balnet tests/live/browser.lua [FOLDER]
-- A run is watched by headless Chromium until it ends; the numbers that the page then shows must be those of the archive. Its
-- pictures, light, dark and as wide as a telephone, stay in FOLDER (out/live) to be looked at. So does a sweep with a failure.
-- Ends with status 1 when a number differs, and with 0 and a word where there is no chromium.
local balnet = require "balnet"

local folder = arg[1] or "out/live"
local program = require("balnet.native.system").program()

local function run_line(line)
  local pipe <close> = assert(io.popen(line))
  return pipe:read "a"
end

if run_line "command -v chromium" == "" then
  print "skipped: chromium is not installed"
  os.exit(0)
end
balnet.system.make_folder(folder)

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  assert(file:write(text))
end

-- Trains until a browser has looked for a while.
local training = folder .. "/training.lua"
write(training, [[
local balnet = require "balnet"
local run = balnet.experiment { name = "training", stimuli = 2, epochs = 1000000, measure_every = 100 }
run:live()
local clock, arrived = balnet.system.seconds, nil
for _, measured in run:train() do
  run:record(measured)
  if not arrived and run.page.server:clients() > 0 then arrived = clock() end
  if arrived and clock() - arrived > 3 and os.getenv "FAULT" then error(os.getenv "FAULT") end
  if arrived and clock() - arrived > 3 or clock() - run.page.began > 100 then run:stop() end
end
run:save()
]])

local sweep = folder .. "/swept.lua"
write(sweep, [[
local balnet = require "balnet"
local run = balnet.experiment { name = "swept", neurons = 20, epochs = 3000, measure_every = 50 }
for epoch, measured in run:train() do
  run:record(measured)
  os.execute "sleep 0.1"
  if run.parameters.noise == 4 and epoch > 500 then error "the noise is too strong to go on" end
end
run:save()
]])

local function wait_for_address(path)
  for _ = 1, 200 do
    local file <close> = io.open(path)
    local address = file and file:read "a":match "live at (%S+)"
    if address then return address end
    os.execute "sleep 0.1"
  end
  error("no address in " .. path)
end

-- Connections that ask for nothing, 300 for half a minute.
local crowd = [[
import socket, sys, time
host, port = sys.argv[1].split("/")[2].split(":")
held = [socket.create_connection((host, int(port))) for _ in range(300)]
time.sleep(30)]]
write(folder .. "/crowd.py", crowd)

-- What chromium answers of the page that a command serves, once that has ended; `before` is run before it asks.
local function browse(command, options, before)
  local log = folder .. "/log.txt"
  os.remove(log)
  os.execute(("%s > %s 2>&1 &"):format(command, log))
  local profile = run_line "mktemp -d":match "%S+"
  if before then os.execute(before:format(wait_for_address(log))) end
  local answer = run_line(("timeout 120 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir=%s "
    .. "--virtual-time-budget=3000 %s '%s' 2>/dev/null"):format(profile, options, wait_for_address(log)))
  os.execute("rm -rf " .. profile)
  return answer
end

local function command_of_run(name)
  return ("%s %s --out %s/%s --force true"):format(program, training, folder, name)
end

local command_of_sweep = ("%s sweep %s --noise 0.5,1,2,4 --jobs 2 --out %s/sweep --force true --live"):format(program, sweep, folder)

-- The first cells of the table of measurements, as numbers.
local function shown_numbers(page)
  local body = page:match '<section id="numbers".-<tbody>(.-)</tbody>'
  local head, numbers = {}, {}
  for name in page:match('<section id="numbers".-<thead>(.-)</thead>'):gmatch "<th[^>]*>(.-)</th>" do head[#head + 1] = name end
  for cell in body:match "<tr>(.-)</tr>":gmatch "<t[hd][^>]*>(.-)</t[hd]>" do
    numbers[head[#numbers + 1]] = tonumber((cell:gsub("−", "-")))
    numbers[#numbers + 1] = cell
  end
  return numbers, head
end

local faults = 0
local function check(what, fine)
  print((fine and "ok      " or "WRONG   ") .. what)
  if not fine then faults = faults + 1 end
end

local page = browse(command_of_run "dom", "--dump-dom")
local shown, head = shown_numbers(page)
local history = balnet.archive.read(folder .. "/dom/training.h5").history
for _, name in ipairs(head) do
  local column = history[name:gsub(" ", "_")]
  local value = column[#column]
  check(("%s is %s on the page and %.9g in the archive"):format(name, tostring(shown[name]), value),
    math.abs(shown[name] - value) <= 5e-6 * math.abs(value) + 1e-300)
end
check("every figure has a sentence", not page:find 'aria%-label=""')
check("it says that training was stopped", page:find "Training was stopped after epoch %d+, as asked" ~= nil)
local crowded = browse(command_of_run "crowded", "--dump-dom", ("python3 %s/crowd.py '%%s' & sleep 1"):format(folder))
check("it gets in among 300 connections that ask for nothing", crowded:find "Training was stopped after epoch %d+" ~= nil)
local failed = browse("FAULT='the input is wrong' " .. command_of_run "failed", "--dump-dom")
check("it says that training has failed, and why", failed:find "Training has failed after epoch %d+: [^<]*the input is wrong" ~= nil)
browse("FAULT='the input is wrong' " .. command_of_run "fault", ("--window-size=1280,700 --screenshot=%s/fault.png"):format(folder))
browse(command_of_run "light", ("--window-size=1280,1500 --screenshot=%s/light.png"):format(folder))
browse(command_of_run "dark", ("--window-size=1280,1500 --blink-settings=preferredColorScheme=0 --screenshot=%s/dark.png"):format(folder))
browse(command_of_run "telephone", ("--window-size=390,3200 --screenshot=%s/telephone.png"):format(folder))
local swept = browse(command_of_sweep, "--dump-dom")
check("a failure stands in the table with its reason", swept:find "the noise is too strong to go on" ~= nil)
browse(command_of_sweep, ("--window-size=1280,1100 --screenshot=%s/sweep.png"):format(folder))
os.exit(faults == 0)
