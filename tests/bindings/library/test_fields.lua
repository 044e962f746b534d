-- The C lists of fields and words, and what must follow them: annotations, help, completion.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local annotations = dofile(source .. "/tests/annotations.lua")
local shell = dofile(source .. "/tests/shell.lua")
local balnet = require "balnet"
local fields = require "balnet.native.fields"
local tracking = require "balnet.run.tracking"

TestFields = {}

function TestFields:test_the_annotations_of_every_definition_are_its_list()
  local texts, names = annotations.files(), fields.definitions()
  lu.assertTrue(#names >= 18)
  for _, name in ipairs(names) do
    lu.assertEquals(annotations.found(texts, name), annotations.expected(name), name)
  end
end

-- Words that no option takes, but results have.
local in_results = { branch = true, phase = true }

function TestFields:test_the_words_of_every_enumeration_stand_in_the_annotations()
  local all, names = {}, fields.enumerations()
  for _, text in pairs(annotations.files()) do all[#all + 1] = text end
  all = table.concat(all, "\n")
  lu.assertTrue(#names >= 32)
  for _, name in ipairs(names) do
    local union = annotations.union(fields.words_of(name).word)
    local found = in_results[name] or all:find(union, 1, true) ~= nil
    lu.assertTrue(found, ("%s: %s stands in no annotation"):format(name, union))
  end
end

function TestFields:test_every_field_and_every_word_has_a_line_of_help()
  for _, name in ipairs(fields.definitions()) do
    for _, field in ipairs(fields.of(name)) do lu.assertStrMatches(field.help, "%S.*", nil, nil, name .. "." .. field.name) end
  end
  for _, name in ipairs(fields.enumerations()) do
    local words = fields.words_of(name)
    lu.assertEquals(#words.word, #words.help)
    for i, help in ipairs(words.help) do lu.assertStrMatches(help, "%S.*", nil, nil, words.word[i]) end
  end
end

function TestFields:test_the_words_of_every_choice_are_declared_and_so_tested()
  local declared = {}
  for _, name in ipairs(fields.enumerations()) do declared[annotations.union(fields.words_of(name).word)] = true end
  for _, name in ipairs(fields.definitions()) do
    for _, field in ipairs(fields.of(name)) do
      if field.choices then lu.assertTrue(declared[annotations.union(field.choices)] == true, name .. "." .. field.name) end
    end
  end
end

function TestFields:test_no_word_stands_twice_in_a_list()
  for _, name in ipairs(fields.enumerations()) do
    local seen = {}
    for _, word in ipairs(fields.words_of(name).word) do
      lu.assertNil(seen[word], name .. ": " .. word)
      seen[word] = true
    end
  end
end

-- One name, one default, except where the definition says why not.
function TestFields:test_a_power_of_an_activation_is_the_same_everywhere()
  local count = 0
  for _, name in ipairs(fields.definitions()) do
    for _, field in ipairs(fields.of(name)) do
      if field.name == "activation_power" then
        local theory = name:find "meanfield" or name:find "stationary" or name:find "pair"
        lu.assertEquals({ field.default, field.above or field.least, field.most }, { 2.0, theory and 0.55 or 0.0, 8.0 }, name)
        count = count + 1
      end
    end
  end
  lu.assertEquals(count, 8)
end

function TestFields:test_a_definition_without_fields_has_the_defaults_of_the_list()
  for _, case in ipairs { { "balnet.network.definition", balnet.network() }, { "balnet.trainer.definition", balnet.trainer() } } do
    local values = case[2]:parameters()
    for _, field in ipairs(fields.of(case[1])) do
      if field.default ~= nil and field.name ~= "readouts" and field.name ~= "threads" then
        lu.assertEquals(values[field.name], field.default, field.name)
      end
    end
  end
end

function TestFields:test_a_value_beyond_a_bound_is_refused_and_the_bound_taken_unless_it_is_open()
  local tried = 0
  for _, field in ipairs(fields.of "balnet.network.definition") do
    for _, bound in ipairs { "least", "most" } do
      local value = field[bound]
      if value and field.name ~= "neurons" and field.name ~= "stimuli" then
        lu.assertTrue((pcall(balnet.network, { [field.name] = value })))
        local beyond = bound == "least" and value - 1 or value + 1
        lu.assertErrorMsgContains(field.name .. " is ", balnet.network, { [field.name] = beyond })
        tried = tried + 1
      end
    end
    if field.above then
      lu.assertErrorMsgContains(field.name .. " is ", balnet.network, { [field.name] = field.above })
      tried = tried + 1
    end
  end
  lu.assertTrue(tried >= 16)
end

function TestFields:test_the_parameters_of_a_run_are_those_of_the_trainer()
  local own = { connectivity = true, dale = true, epochs = true, measure_every = true, patience = true }
  local of_trainer = {}
  for _, field in ipairs(fields.of "balnet.trainer.definition") do of_trainer[field.name] = field end
  for _, list in ipairs(tracking.lists()) do
    for _, declaration in ipairs(list) do
      local field = of_trainer[declaration.name]
      lu.assertTrue(field ~= nil or own[declaration.name] == true, declaration.name)
      if field then lu.assertEquals(declaration.default, field.default, declaration.name) end
    end
  end
end

function TestFields:test_help_shows_every_word_of_a_choice()
  local help = shell.line(os.getenv "BALNET" .. " " .. source .. "/scripts/two_stimuli.lua --help", ".").out
  for _, name in ipairs { "activation", "structure", "optimiser", "start" } do
    for _, word in ipairs(fields.words_of(name).word) do lu.assertStrContains(help, word) end
  end
end

function TestFields:test_tab_completes_every_activation_and_optimiser()
  local completion = shell.quote(source .. "/doc/balnet.bash")
  for _, name in ipairs { "activation", "optimiser" } do
    local typed = ("source %s; COMP_WORDS=(%s x.lua --%s ''); COMP_CWORD=3; _balnet; printf '%%s\\n' \"${COMPREPLY[@]}\"")
      :format(completion, shell.quote(os.getenv "BALNET"), name)
    local out = shell.line("bash -c " .. shell.quote(typed), ".").out
    for _, word in ipairs(fields.words_of(name).word) do lu.assertStrContains("\n" .. out, "\n" .. word .. "\n") end
  end
end

-- What sets something of the panel, or has a sheet's figures do it another way.
local settings = { colorbar = true, xlabel = true, ylabel = true, xlim = true, ylim = true }

function TestFields:test_every_mark_is_in_the_gallery()
  local gallery, marks = shell.read(source .. "/scripts/gallery.lua"), 0
  for name in pairs(debug.getregistry()["balnet.plot.panel"].__index) do
    if not settings[name] then
      lu.assertStrMatches(gallery, ".*:" .. name .. "[^%w_].*", nil, nil, name)
      marks = marks + 1
    end
  end
  lu.assertTrue(marks >= 24)
end

function TestFields:test_a_figure_is_saved_under_every_ending_and_its_recipe_found()
  local figure = balnet.plot.figure { width = 40, height = 30 }
  figure:panel(1, 1):line { 1, 2 }
  local _, message = pcall(figure.save, figure, "x.none")
  local extensions = message:match "ends in none of (.*)$"
  local folder, count = shell.scratch(), 0
  for extension in extensions:gmatch "%.%a+" do
    figure:save(folder .. "/figure" .. extension, { recipe = { sum = extension } })
    lu.assertEquals(balnet.plot.recipe(folder .. "/figure" .. extension).sum, extension)
    count = count + 1
  end
  shell.remove(folder)
  lu.assertTrue(count >= 4)
end

os.exit(lu.LuaUnit.run())
