--- The last figures of merit of a run, as text.

local summary = {}

local averaged = 20 -- measurements

local rows = {
  { "test_error", "test error", "%.5f" },
  { "tracking_error", "tracking error", "%.5f" },
  { "J_mean", "J_mean", "%.5f" },
  { "J_same", "J_same", "%.5f" },
  { "J_different", "J_different", "%.5f" },
  { "balance", "balance", "%.4g" },
}

local standard = { epoch = true, relative_balance = true }
for _, row in ipairs(rows) do standard[row[1]] = true end

-- The rows of the numbers that the script has put into its measurements.
local function added_rows(numbers)
  local list = {}
  for name in pairs(numbers) do
    if not standard[name] then list[#list + 1] = { name, name, "%.5g" } end
  end
  table.sort(list, function(a, b) return a[1] < b[1] end)
  return list
end

local function add_lines(lines, run, list, count)
  for _, row in ipairs(list) do
    local value = run.history:mean_of_last(row[1], count)
    if value == value then lines[#lines + 1] = ("  %-15s %s"):format(row[2], row[3]:format(value)) end
  end
end

--- A few lines: the means of the last measurements, followed by those of the script's own numbers.
---@param run balnet.run
---@return string # without a final newline
function summary.text(run)
  local count = math.min(averaged, run.history:count())
  local epochs = run.history.numbers.epoch
  if count == 0 then return ("%s: no measurement was made"):format(run.name) end
  local lines = { ("%s: epoch %d; means of the last %d measurements:"):format(run.name, epochs[#epochs], count) }
  add_lines(lines, run, rows, count)
  add_lines(lines, run, added_rows(run.history.numbers), count)
  return table.concat(lines, "\n")
end

return summary
