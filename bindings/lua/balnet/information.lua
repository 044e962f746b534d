--- Information rates: `balnet.information`.
-- Estimates from recorded signals (`rate`, `prefilter`, `filter`) and the theory they are held against (`theory`,
-- `predict`).

local information = {}

for _, part in ipairs { "balnet.information_rate", "balnet.linear_response" } do
  for name, compute in pairs(require(part)) do information[name] = compute end
end

return information
