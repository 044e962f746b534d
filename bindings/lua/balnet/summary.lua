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

--- A few lines: the means of the last measurements.
---@param run balnet.run
---@return string # without a final newline
function summary.text(run)
  local count = math.min(averaged, run.history:count())
  local epochs = run.history.numbers.epoch
  local lines = { ("%s: epoch %d; means of the last %d measurements:"):format(run.name, epochs[#epochs] or 0, count) }
  for _, row in ipairs(rows) do
    local value = run.history:mean_of_last(row[1], count)
    if value == value then lines[#lines + 1] = ("  %-15s %s"):format(row[2], row[3]:format(value)) end
  end
  return table.concat(lines, "\n")
end

return summary
