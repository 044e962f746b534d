-- Run as: luacheck .
std = "lua54"
color = false
max_line_length = 140
exclude_files = { "build*/**", "out/**" }
ignore = {
  "311", -- a value that is not used: scripts name all that a call gives
  "581", -- not (x < y): it differs for a NaN, which is why it is written so
}

-- Tests stand in for what Lua gives them, and LuaUnit finds its cases in globals.
files["tests"] = { allow_defined_top = true, ignore = { "122", "211/child", "212/self", "241" } }
files["tests/bindings/program/test_completion.lua"] = { globals = { "sample", "balnet" } }

-- A tag stands in one line with its type, and with the help of a field that C declares.
for _, name in ipairs { "fit", "meta/information", "meta/simulation", "meta/training", "plot", "plot/space", "tasks" } do
  files["bindings/lua/balnet/" .. name .. ".lua"] = { max_comment_line_length = false }
end
files["bindings/lua/balnet/run/connections.lua"] = { max_line_length = 220 }
files["scripts/paper.lua"] = { max_line_length = 220 }
