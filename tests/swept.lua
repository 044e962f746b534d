-- Sweeps of a tiny script in a scratch folder, for the tests of sweeps.
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local swept = { text = shell.read(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua") }
local folder, script

-- A scratch folder with the script in it.
function swept.begin()
  folder = shell.scratch()
  script = folder .. "/tiny.lua"
  shell.write(script, swept.text)
  return folder, script
end

-- A line of a script that waits until a file says something, five minutes at most: by then it never does.
function swept.gate(path, words)
  return ([[
    local tries = 0
    repeat
      local file <close> = io.open(%q)
      local there = file and file:read "a":find(%q, 1, true)
      if not there then os.execute "sleep 0.1" end
      tries = tries + 1
    until there or tries == 3000
  ]]):format(path, words):gsub("%s+", " ") .. "\n"
end

-- The text of the script with a gate before it begins to train.
function swept.gated(path, words)
  return (swept.text:gsub("\nfor ", function(loop) return "\n" .. swept.gate(path, words) .. loop:sub(2) end, 1))
end

-- Waits until each of the runs seed=1 to seed=count of a sweep has a file of that name.
function swept.wait_for_runs(out, count, name)
  for seed = 1, count do
    local path = ("%s/runs/seed=%d/%s"):format(out, seed, name)
    shell.wait_until(function() return shell.read(path) end, path)
  end
end

function swept.out() return folder .. "/out" end

function swept.sweep(...) return shell.program("sweep", script, "--out", swept.out(), ...) end

-- What expressions of Python give, a line each, with the gathered archive as f.
function swept.gathered(...)
  return shell.python([[
with h5py.File(sys.argv[1]) as f:
    def labels(name): return [d.label for d in f[name].dims]
    def run(name, path): return h5py.File(sys.argv[2] + "/runs/" + name + "/tiny.h5")[path][()]
    for expression in sys.argv[3:]: print(eval(expression))
]], swept.out() .. "/tiny_sweep.h5", swept.out(), ...)
end

return swept
