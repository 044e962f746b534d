-- The whole state of a trainer as a table that can be compared, number by number.
return function(trainer)
  local state = trainer:state()
  for name, value in pairs(state) do state[name] = type(value) == "userdata" and value:totable() or value end
  return state
end
