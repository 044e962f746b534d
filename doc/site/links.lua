--- Looks whether every link of a site leads somewhere: to a file of it and, behind a #, to an anchor there. Addresses with
-- a scheme are none of its business; the manual should have few.

local page = dofile((... or arg[0]:match "^(.*/)") .. "page.lua")

local links = {}

-- "reference/a.html" and "../b.html" make "b.html".
local function resolved(from, address)
  local path = from:match "^(.*/)" or ""
  path = path .. address
  repeat
    local before = path
    path = path:gsub("[^/]+/%.%./", "", 1)
  until path == before
  return path
end

local function anchors_of(text)
  local set = {}
  for id in text:gmatch ' id="([^"]*)"' do set[id] = true end
  return set
end

--- The links of a site that lead nowhere.
---@param folder string of the site
---@param names string[] its pages, as "reference/index.html"
---@param exists fun(path: string): boolean
---@return string[] broken as sentences
---@return integer count of all links within the site
function links.broken(folder, names, exists)
  local anchors, broken, count = {}, {}, 0
  for _, name in ipairs(names) do anchors[name] = anchors_of(page.read(folder .. "/" .. name)) end
  for _, name in ipairs(names) do
    for attribute, address in page.read(folder .. "/" .. name):gmatch '%f[%w](%a+)="([^"]*)"' do
      local is_link = (attribute == "href" or attribute == "src" or attribute == "action") and not address:find "^%a+:"
      if is_link then
        count = count + 1
        local file, anchor = address:match "^([^#]*)#?(.*)$"
        local path = file == "" and name or resolved(name, file)
        local found = anchors[path] and (anchor == "" or anchors[path][anchor]) or not anchors[path] and exists(folder .. "/" .. path)
        if not found then broken[#broken + 1] = ("%s -> %s"):format(name, address) end
      end
    end
  end
  return broken, count
end

return links
