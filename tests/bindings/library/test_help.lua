-- balnet.help: what it says of names and of values. Expected texts are those of the annotations.
local lu = require "luaunit"
local balnet = require "balnet"
local catalog = require "balnet.reference.catalog"

TestHelp = {}

function TestHelp:test_a_function_is_told_with_signature_arguments_and_example()
  local text = balnet.help "svd"
  lu.assertStrMatches(text, "balnet%.linalg%.svd%(a, options%?%) %-> u, s, vt\n.*")
  lu.assertStrContains(text, "... x M x N")
  lu.assertStrContains(text, "full?  boolean: u and vt are square (false)")
  lu.assertEquals(balnet.help "linalg.svd", text)
  lu.assertEquals(balnet.help "balnet.linalg.svd", text)
  lu.assertEquals(balnet.help(balnet.linalg.svd), text)
  lu.assertStrContains(balnet.help "trainer:step", "example:\n  local trainer")
end

function TestHelp:test_a_function_is_told_before_the_class_of_its_results()
  local text = balnet.help "pca"
  lu.assertStrMatches(text, "balnet%.reduce%.pca%(x, options%?%).*\n\nbalnet%.reduce%.pca\n.*participation dimension of all variances.*")
  lu.assertEquals(balnet.help "balnet.reduce.pca", text)
end

function TestHelp:test_items_of_a_list_begin_lines()
  local text = balnet.help "balnet.archive.read"
  lu.assertStrContains(text, "lists) of strings, references\n  to objects as their paths;\n* booleans")
end

function TestHelp:test_methods_are_found_by_their_values()
  lu.assertEquals(balnet.help(balnet.ones(2).sum), balnet.help "tensor:sum")
  lu.assertEquals(balnet.help(balnet.random(1).normal), balnet.help "stream:normal")
  lu.assertEquals(balnet.help(balnet.meanfield.gaussian.normal_pdf), balnet.help "normal_pdf")
  lu.assertEquals(balnet.help(balnet.load), balnet.help "load")
  lu.assertEquals(balnet.help(balnet.zeros), balnet.help "zeros")
  lu.assertEquals(balnet.help(balnet.exp), balnet.help "exp")
end

function TestHelp:test_other_ways_to_call_are_told()
  lu.assertStrContains(balnet.help "tensor:sum", "tensor:sum() -> number\n")
  lu.assertStrContains(balnet.help "tensor:var", "tensor:var(nil, correction?) -> number\n")
end

function TestHelp:test_a_module_is_told_with_a_line_for_each_function()
  local text = balnet.help "linalg"
  lu.assertEquals(balnet.help(balnet.linalg), text)
  lu.assertStrContains(text, "\n  balnet.linalg.svd       The factorisation")
  for line in text:gmatch "[^\n]+" do lu.assertTrue(utf8.len(line) <= 80, line) end
end

function TestHelp:test_an_object_is_told_by_its_class_and_what_it_inherits()
  local text = balnet.help(balnet.trainer { neurons = 10 })
  lu.assertStrContains(text, "trainer:step ")
  lu.assertStrContains(text, "network:J ")
  lu.assertNotStrContains(balnet.help(balnet.network { neurons = 10 }), "trainer:step ")
  lu.assertStrContains(balnet.help(balnet.plot.figure {}), "figure:save ")
end

function TestHelp:test_without_a_name_every_subject_has_a_line()
  local text = balnet.help()
  for _, page in ipairs(catalog.pages()) do
    local name = page.name:match "^balnet%.(.+)$"
    if name then lu.assertStrContains(text, "\n  " .. name .. " ") end
  end
end

function TestHelp:test_options_are_found()
  lu.assertStrContains(balnet.help "momentum", "a field of balnet.trainer.definition\n  number, optional: of sgd (0.9)")
  lu.assertStrContains(balnet.help "panel:line", "marker?") -- of LineOptions
end

function TestHelp:test_a_name_of_several_functions_lists_them()
  local text = balnet.help "save"
  lu.assertStrContains(text, 'help "run:save"')
  lu.assertStrContains(text, 'help "figure:save"')
end

function TestHelp:test_what_means_nothing_is_an_error_with_the_nearest_name()
  lu.assertErrorMsgContains("the reference has no 'sdv'; did you mean 'svd'?", balnet.help, "sdv")
  lu.assertErrorMsgContains("the reference has no 'xyzzyxyzzy'; help() lists its subjects", balnet.help, "xyzzyxyzzy")
  lu.assertErrorMsgContains("the reference says nothing of this function", balnet.help, print)
  lu.assertErrorMsgContains("the reference says nothing of this table", balnet.help, {})
  local _, message = pcall(function() balnet.help "sdv" end)
  lu.assertStrContains(message, "test_help.lua:")
end

function TestHelp:test_a_word_of_descriptions_lists_what_has_it()
  local text = balnet.help "Butterworth"
  lu.assertStrContains(text, "nothing is named 'Butterworth'; it stands in the descriptions of")
  lu.assertStrContains(text, "balnet.signal.butter ")
  for _, written in ipairs { "t-test", "t test", "Mann-Whitney" } do
    lu.assertStrContains(balnet.help(written), written == "Mann-Whitney" and "stats.mannwhitneyu " or "stats.ttest_ind ")
  end
end

function TestHelp:test_every_entry_and_page_can_be_asked_for()
  for _, page in ipairs(catalog.pages()) do lu.assertStrContains(balnet.help(page.name), page.name) end
  for entry in catalog.entries() do lu.assertStrContains(balnet.help(entry.name), entry.name) end
end

function TestHelp:test_a_page_that_is_one_function_is_told_as_the_function()
  lu.assertStrMatches(balnet.help "fixed_points", "balnet%.fixed_points%(network, options%) %->.*")
end

os.exit(lu.LuaUnit.run())
