-- Looks whether every link and picture of a site is there, and the site itself: `balnet check_links.lua FOLDER`.
local balnet = require "balnet"
local links = assert(loadfile(arg[0]:match "^(.*/)" .. "../../doc/site/links.lua"))(arg[0]:match "^(.*/)" .. "../../doc/site/")

local names = {}
for name in assert(io.popen(("cd '%s' && find . -name '*.html'"):format(arg[1]))):lines() do names[#names + 1] = name:sub(3) end
local broken, count = links.broken(arg[1], names, balnet.system.exists)
for _, sentence in ipairs(broken) do print("broken: " .. sentence) end
print(("%d links on %d pages, %d broken"):format(count, #names, #broken))
os.exit(#broken == 0 and #names > 0)
