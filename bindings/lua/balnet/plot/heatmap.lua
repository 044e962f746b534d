--- Images of small matrices with their numbers in the cells.

local method = require "balnet.plot.method"
local native = require "balnet.native.plot"

local most_cells = 2500

local heatmap_options = { format = { "text", "%.3g" }, size = { "positive" } }

-- The part of a channel's light (IEC 61966-2-1).
local function light(channel) return channel <= 0.04045 and channel / 12.92 or ((channel + 0.055) / 1.055) ^ 2.4 end

-- Black or white, whichever has the higher contrast (WCAG 2.2: the ratio of relative luminances plus 0.05) with a colour over
-- white paper.
local function ink_on(color, alpha)
  local luminance = 0
  for k, share in ipairs { 0.2126, 0.7152, 0.0722 } do luminance = luminance + share * light(1 - alpha * (1 - color[k])) end
  return (luminance + 0.05) ^ 2 > 0.05 * 1.05 and "black" or "white"
end

-- The middles of cells between two edges, which are those around 1 … count where none are given.
local function middles(count, edges, downward)
  local first, last = 0.5, count + 0.5
  if edges then first, last = edges[1], edges[2] end
  if edges and downward then first, last = last, first end
  local list = {}
  for i = 1, count do list[i] = first + (i - 0.5) / count * (last - first) end
  return list
end

local function colors_of(rows, options)
  local values = {}
  for _, row in ipairs(rows) do table.move(row, 1, #row, #values + 1, values) end
  return native.colors(values, { colormap = options.colormap, limits = options.limits, centre = options.centre,
    center = options.center, norm = options.norm })
end

return {
  heatmap = method.of("heatmap", function(panel, data, options)
    local own, rest = method.split(options, heatmap_options)
    method.check_format(own.format)
    local rows, columns = method.matrix(data, "the matrix")
    if #rows * columns > most_cells then
      error(("the matrix is %d x %d; numbers can stand in at most %d cells, an image shows more"):format(#rows, columns, most_cells), 0)
    end
    local centred = rest.centre or rest.center
    rest.colormap = rest.colormap or centred and "RdBu_r" or "viridis" -- named, so that image and ink have the same one
    panel:image(data, rest)
    local colors = colors_of(rows, rest)
    local x, y = middles(columns, rest.x), middles(#rows, rest.y, rest.origin ~= "lower")
    for r, row in ipairs(rows) do
      for c, value in ipairs(row) do
        local color = colors[(r - 1) * columns + c]
        if value - value == 0 and color[4] > 0 then
          panel:text(x[c], y[r], method.text_of(value, own.format), { align = "centre", valign = "middle", size = own.size,
            color = ink_on(color, rest.alpha or 1) })
        end
      end
    end
  end, "any", "options?"),
}
