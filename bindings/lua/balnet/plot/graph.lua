--- Graphs of few units and trees: networks with signed connections, dendrograms.

local method = require "balnet.plot.method"
local number = require "balnet.parameters.number"

local graph = {}

local nan = 0 / 0

-- --- networks --------------------------------------------------------------------------------------

local most_units = 200

local network_options = {
  positions = { "any" }, labels = { "table", {} }, size = { "positive", 14 }, color = { "any", "white" },
  colors = { "table", {} }, threshold = { "number", 0, least = 0 },
  excitatory = { "any", "vermillion" }, inhibitory = { "any", "C0" }, width = { "positive", 2 },
  bend = { "number", 0.12, least = -2, most = 2 }, text_size = { "positive" },
}

-- On a circle, the first at the top, clockwise.
local function on_circle(count)
  local x, y = {}, {}
  for i = 1, count do
    local angle = 0.5 * math.pi - 2 * math.pi * (i - 1) / count
    x[i], y[i] = math.cos(angle), math.sin(angle)
  end
  return x, y
end

local function positions_of(given, count)
  if given == nil then return on_circle(count) end
  local rows, columns = method.matrix(given, "positions")
  if #rows ~= count or columns ~= 2 then error(("positions is %d x %d; %d x 2 was needed"):format(#rows, columns, count), 0) end
  local x, y = {}, {}
  for i, row in ipairs(rows) do x[i], y[i] = row[1], row[2] end
  return x, y
end

local function largest_of(rows)
  local most = 0
  for _, row in ipairs(rows) do
    for _, weight in ipairs(row) do
      if weight - weight == 0 then most = math.max(most, math.abs(weight)) end
    end
  end
  return most
end

-- A loop on the side away from the middle of all.
local function draw_loop(panel, x, y, middle, reach, options)
  local dx, dy = x - middle[1], y - middle[2]
  local length = math.sqrt(dx * dx + dy * dy)
  if length == 0 then dx, dy, length = 0, 1, 1 end
  local radius = 0.09 * reach
  panel:circle(x + 1.5 * radius * dx / length, y + 1.5 * radius * dy / length, radius, options)
end

local function draw_connections(panel, rows, x, y, own)
  local most, middle, reach = largest_of(rows), { 0, 0 }, 0
  for i = 1, #x do middle[1], middle[2] = middle[1] + x[i] / #x, middle[2] + y[i] / #x end
  for i = 1, #x do reach = math.max(reach, math.abs(x[i] - middle[1]), math.abs(y[i] - middle[2])) end
  for i, row in ipairs(rows) do
    for j, weight in ipairs(row) do
      local strength = math.abs(weight)
      if weight == weight and strength > own.threshold then
        local options = { color = weight > 0 and own.excitatory or own.inhibitory, width = math.max(0.3, own.width * strength / most) }
        if i == j then
          draw_loop(panel, x[i], y[i], middle, reach > 0 and reach or 1, options)
        else
          local back = rows[j][i]
          options.head, options.start_gap, options.end_gap = weight > 0 and "arrow" or "bar", 0.5 * own.size, 0.5 * own.size + 1.5
          options.bend = back == back and math.abs(back) > own.threshold and own.bend or 0
          options.head_size = 3.5 + 1.5 * options.width
          panel:arrow(x[j], y[j], x[i], y[i], options)
        end
      end
    end
  end
end

graph.network = method.of("network", function(panel, J, options)
  local own = method.options(options, network_options)
  local rows, columns = method.matrix(J, "J")
  if #rows ~= columns then error(("J is %d x %d; a square matrix was needed"):format(#rows, columns), 0) end
  if #rows > most_units then
    error(("J has %d units; at most %d can be drawn as a graph, an image shows more"):format(#rows, most_units), 0)
  end
  for i, row in ipairs(rows) do
    for j, weight in ipairs(row) do
      if math.abs(weight) == math.huge then
        error(("J[%d][%d] is infinite; finite weights were needed, or NaN for none"):format(i, j), 0)
      end
    end
  end
  local x, y = positions_of(own.positions, #rows)
  draw_connections(panel, rows, x, y, own)
  for i = 1, #rows do
    panel:scatter({ x[i] }, { y[i] }, { color = own.colors[i] or own.color, size = own.size, edge = "black", edge_width = 0.8, order = 1 })
    if own.labels[i] ~= nil then
      panel:text(x[i], y[i], number.shown(own.labels[i]), { align = "centre", valign = "middle", order = 2, size = own.text_size })
    end
  end
  panel:set { axes = false, aspect = "equal" }
end, "any", "options?")

-- --- dendrograms -----------------------------------------------------------------------------------

local most_leaves = 1000

-- The distance of a cluster that was merged of a and b to another one (Lance and Williams 1967).
local updates = {
  single = function(da, db) return math.min(da, db) end,
  complete = function(da, db) return math.max(da, db) end,
  average = function(da, db, _, na, nb) return (na * da + nb * db) / (na + nb) end,
  ward = function(da, db, dab, na, nb, n)
    return math.sqrt(math.max(0, ((na + n) * da * da + (nb + n) * db * db - n * dab * dab) / (na + nb + n)))
  end,
}

local function distances_of(rows)
  local distance = {}
  for i, a in ipairs(rows) do
    distance[i] = {}
    for j = 1, i - 1 do
      local sum = 0
      for k, value in ipairs(a) do sum = sum + (value - rows[j][k]) ^ 2 end
      if not (sum < math.huge) then error(("the distance of points %d and %d is not finite"):format(j, i), 0) end
      distance[i][j] = math.sqrt(sum)
    end
  end
  return distance
end

local function entry(distance, i, j) return i > j and distance[i][j] or distance[j][i] end

local function nearest_pair(distance, alive)
  local best, a, b = math.huge, nil, nil
  for at = 2, #alive do
    local row = distance[alive[at]]
    for other = 1, at - 1 do
      local d = row[alive[other]]
      if d < best then best, a, b = d, other, at end
    end
  end
  return best, a, b
end

--- The leaves of a tree in the order in which no lines cross.
local function order_of(merges, count)
  local order, stack = {}, { count + #merges }
  while #stack > 0 do
    local node = table.remove(stack)
    if node <= count then
      order[#order + 1] = node
    else
      stack[#stack + 1] = merges[node - count][2]
      stack[#stack + 1] = merges[node - count][1]
    end
  end
  return order
end

local linkage_options = { method = { "text", "average", words = { "average", "single", "complete", "ward" } } }

function graph.linkage(points, options)
  local own = method.options(options, linkage_options)
  local rows = method.matrix(points, "the points")
  local count = #rows
  if count < 1 or count > most_leaves then error(("%d points were given; 1 to %d can be clustered"):format(count, most_leaves), 0) end
  local distance, alive, name, size, merges = distances_of(rows), {}, {}, {}, {}
  for i = 1, count do alive[i], name[i], size[i] = i, i, 1 end
  while #alive > 1 do
    local height, a, b = nearest_pair(distance, alive)
    local i, j = alive[a], alive[b] -- i keeps both
    table.remove(alive, b)
    for _, k in ipairs(alive) do
      if k ~= i then
        local d = updates[own.method](entry(distance, i, k), entry(distance, j, k), height, size[i], size[j], size[k])
        if i > k then distance[i][k] = d else distance[k][i] = d end
      end
    end
    size[i] = size[i] + size[j]
    merges[#merges + 1] = { math.min(name[i], name[j]), math.max(name[i], name[j]), height, size[i] }
    name[i] = count + #merges
  end
  return { merges = merges, order = order_of(merges, count) }
end

local tree_options = {
  color = { "any", "black" }, width = { "positive", 0.8 }, labels = { "table" }, orientation = { "text", "top", words = { "top", "left" } },
  method = { "text", "average", words = { "average", "single", "complete", "ward" } },
}

local function is_linkage(tree) return type(tree) == "table" and type(tree.merges) == "table" and type(tree.order) == "table" end

-- Lines from two children up to their height, and across.
local function lines_of(tree, count)
  local at, height, x, y = {}, {}, {}, {}
  for place, leaf in ipairs(tree.order) do at[leaf], height[leaf] = place, 0 end
  for i, merge in ipairs(tree.merges) do
    local a, b, h = merge[1], merge[2], merge[3]
    for _, point in ipairs { { at[a], height[a] }, { at[a], h }, { at[b], h }, { at[b], height[b] }, { nan, nan } } do
      x[#x + 1], y[#y + 1] = point[1], point[2]
    end
    at[count + i], height[count + i] = 0.5 * (at[a] + at[b]), h
  end
  return x, y
end

graph.dendrogram = method.of("dendrogram", function(panel, tree, options)
  local own = method.options(options, tree_options)
  if not is_linkage(tree) then tree = graph.linkage(tree, { method = own.method }) end
  local count = #tree.order
  local x, y = lines_of(tree, count)
  local places, texts = {}, {}
  for place, leaf in ipairs(tree.order) do places[place], texts[place] = place, number.shown(own.labels and own.labels[leaf] or leaf) end
  local line = { color = own.color, width = own.width }
  if count > 30 and not own.labels then places, texts = {}, {} end
  if own.orientation == "left" then
    panel:line(y, x, line):set { ylim = { 0.5, count + 0.5 }, yticks = places, yticklabels = texts, xinverted = true,
      left = false, xlabel = "distance" }
  else
    panel:line(x, y, line):set { xlim = { 0.5, count + 0.5 }, xticks = places, xticklabels = texts, bottom = false, ylabel = "distance" }
  end
end, "any", "options?")

return { methods = { network = graph.network, dendrogram = graph.dendrogram }, linkage = graph.linkage }
