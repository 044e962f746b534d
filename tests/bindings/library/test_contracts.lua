-- Contracts in headers: a function that can fail says by which errors, in its own comment or in the file's, as "Errors of all".
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")

-- The functions of a header that return a status, each with the comment above it. A comment belongs to all declarations up to
-- the next comment.
local function fallible(text)
  local found, comment, at = {}, "", 1
  while at <= #text do
    local opens, closes = text:find("^/%*.-%*/", at)
    local name = text:match("^bn_status ([%w_]+)%(", at)
    if opens then comment = text:sub(opens, closes) end
    if name then found[#found + 1] = { name = name, comment = comment } end
    at = opens and closes + 1 or (text:find("\n", at, true) or #text) + 1
  end
  return found
end

-- They make a status and do not fail.
local makers = { bn_ok = true, bn_fault = true }

local function says_errors(comment) return comment:find "Errors" or comment:find "BN_E%u" or comment:find "BN_NOT_" end

TestContracts = {}

local function check(room, least)
  local missing, count = {}, 0
  for path in shell.line(("find %s/%s -name '*.h'"):format(shell.quote(source), room), ".").out:gmatch "[^\n]+" do
    local text = shell.read(path)
    local of_all = text:find("Errors of all", 1, true)
    for _, f in ipairs(fallible(text)) do
      count = count + 1
      if not of_all and not makers[f.name] and not says_errors(f.comment) then missing[#missing + 1] = f.name end
    end
  end
  lu.assertEquals(missing, {})
  lu.assertTrue(count >= least, ("%d functions"):format(count))
end

function TestContracts:test_every_function_below_all_rooms_that_can_fail_says_how() check("common", 8) end
function TestContracts:test_every_function_of_the_engine_that_can_fail_says_how() check("engine", 100) end
function TestContracts:test_every_function_of_plots_that_can_fail_says_how() check("plots", 60) end

function TestContracts:test_a_function_without_its_errors_is_seen()
  local text = "/* Adds.\n   Errors: BN_ENOMEM. */\nbn_status add(int a);\n\n/* Takes away. */\nbn_status take(int a);\nvoid f(void);\n"
  local found = fallible(text)
  lu.assertEquals({ found[1].name, found[2].name }, { "add", "take" })
  lu.assertTrue(says_errors(found[1].comment) ~= nil)
  lu.assertNil(says_errors(found[2].comment))
end

os.exit(lu.LuaUnit.run())
