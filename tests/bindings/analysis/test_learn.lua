-- Decoding: closed forms, planted weights and refusals; coefficients and scores of scikit-learn 1.2.1, errors of statsmodels 0.13.5.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local learn = balnet.learn
local assert_refused = refused.assert_refused
local nan = 0 / 0

local i = balnet.arange(1, 40)
local x = balnet.stack({ i:sin(), i:square():cos(), (3 * i):sin() / 2 }, 2)
local z = x:matmul(balnet.tensor { 1, -2, 0.5 }) + (7 * i):sin()
local two = z:gt(0)
local three = balnet.where(z:lt(-0.7), 1, balnet.where(z:lt(0.7), 2, 5))
local counts = (z / 2 + 1):exp():floor()

local function assert_close(given, expected, tolerance)
  if type(expected) == "table" then expected = balnet.tensor(expected) end
  local off = given - expected
  lu.assertTrue((type(off) == "number" and math.abs(off) or off:abs():max()) <= tolerance, tostring(given))
end

TestLearn = {}

function TestLearn:test_ridge_is_that_of_scikit_learn()
  local model = learn.ridge(x, z, { alpha = 2 })
  assert_close(model.coefficients, { 0.831461210349, -1.85050959863, 0.354385994246 }, 1e-11)
  assert_close(model.intercept, 0.03724890626537719, 1e-14)
  assert_close(model:score(x, z), 0.824394794483094, 1e-14)
end

-- (x' x + alpha)^-1 x' y, for each output by itself; more inputs than samples and no penalty give the least of all solutions.
function TestLearn:test_ridge_has_its_closed_form_for_several_outputs()
  local y = balnet.stack({ z, i:cos() }, 2)
  local model = learn.ridge(x, y, { alpha = 0.3, intercept = false })
  assert_close(model.coefficients, balnet.linalg.solve(x:t():matmul(x) + 0.3 * balnet.eye(3), x:t():matmul(y)), 1e-14)
  assert_close(model:predict(x), x:matmul(model.coefficients), 1e-14)
  local wide = balnet.random(7):normal(5, 20)
  local least = learn.ridge(wide, i[{ { 1, 5 } }], { alpha = 0, intercept = false })
  assert_close(least.coefficients, balnet.linalg.pinv(wide):matmul(i[{ { 1, 5 } }]), 1e-12)
end

function TestLearn:test_logistic_regression_is_that_of_scikit_learn()
  local model = learn.logistic_regression(x, two)
  assert_close(model.coefficients, { 0.571651669475, -2.15429973315, 0.716375353534 }, 1e-11)
  assert_close(model.intercept, -0.146742283081, 1e-11)
  lu.assertEquals(model:score(x, two), 0.825)
  local several = learn.logistic_regression(x, three)
  assert_close(several.coefficients:t(), { { -0.905288355368, 1.50035180463, -0.26093191635 },
    { 0.344711322648, 0.265726544715, -0.0439271906262 }, { 0.560577032719, -1.76607834934, 0.304859106977 } }, 1e-4) -- by lbfgs there
  assert_close(several.intercept, { 0.100489969759, 0.0794715922571, -0.179961562016 }, 1e-4)
end

-- At the least value of the sum of -ln p + |w|^2 / (2 C) its gradient is 0.
function TestLearn:test_the_gradient_vanishes_where_several_classes_are_told_best()
  local model = learn.logistic_regression(x, three, { C = 3 })
  local off = model:probabilities(x) - three:unsqueeze(2):eq(model.classes)
  assert_close(x:t():matmul(off) + model.coefficients / 3, balnet.zeros(3, 3), 1e-9)
  assert_close(off:sum(1), balnet.zeros(3), 1e-9)
  assert_close(model:probabilities(x):sum(2), balnet.ones(40), 1e-15)
  lu.assertEquals(model:predict(x):totable(), model.classes:take(1, model:probabilities(x):argmax(2)):totable())
end

-- As above, of inputs in units that differ by 1e8.
function TestLearn:test_the_gradient_vanishes_whatever_the_units_of_inputs()
  local scaled = x * balnet.tensor { 1e-4, 1, 1e4 }
  local model = learn.logistic_regression(scaled, two, { C = 1e4 })
  local off = model:probabilities(scaled):select(2, 2) - two
  assert_close((scaled:t():matmul(off) + model.coefficients / 1e4) / scaled:abs():sum(1), balnet.zeros(3), 1e-9)
end

function TestLearn:test_without_a_penalty_there_are_the_errors_of_statsmodels()
  local model = learn.logistic_regression(x, two, { C = math.huge })
  assert_close(model.coefficients, { 2.10985789736, -5.5850577055, 3.97258819032 }, 1e-9)
  assert_close(model.errors, { 1.15271881968, 2.04443489707, 2.18884685003 }, 1e-9)
  assert_close(model.intercept_error, 0.634545811255, 1e-10)
  local poisson = learn.poisson_regression(x, counts, { alpha = 0 })
  assert_close(poisson.coefficients, { 0.588712206951, -1.33724138095, 0.420107641746 }, 1e-11)
  assert_close(poisson.errors, { 0.146583224294, 0.153215282981, 0.304202181292 }, 1e-11)
  assert_close(poisson.intercept, 0.806732634705, 1e-11)
  lu.assertNil(learn.poisson_regression(x, counts).errors)
end

function TestLearn:test_poisson_regression_is_that_of_scikit_learn()
  local model = learn.poisson_regression(x, counts, { alpha = 0.5 })
  assert_close(model.coefficients, { 0.401322895479, -0.929510293155, 0.136897470272 }, 1e-11)
  assert_close(model:score(x, counts), 0.7312492216356076, 1e-12)
  assert_close(model:predict(x), (x:matmul(model.coefficients) + model.intercept):exp(), 1e-14)
end

function TestLearn:test_discriminants_are_those_of_scikit_learn()
  local model = learn.linear_discriminant_analysis(x, two)
  assert_close(model.coefficients, { 1.06579027782, -4.93567790477, 2.06681089373 }, 1e-11)
  assert_close(model.intercept, -0.00612842364375, 1e-13)
  lu.assertEquals(model:score(x, two), 0.875)
  local several = learn.linear_discriminant_analysis(x, three)
  assert_close(several:probabilities(x)[1], { 0.263210844, 0.70303795, 0.0337512068 }, 1e-9)
  lu.assertEquals(several:score(x, three), 0.7)
end

-- With the mean variance alone in place of the covariance the border lies across the line between the means.
function TestLearn:test_shrinkage_leaves_the_nearest_mean()
  local wide = balnet.concatenate({ x, x }, 2)
  assert_refused("the inputs depend on each other within classes; shrinkage is needed", learn.linear_discriminant_analysis, wide, two)
  local model = learn.linear_discriminant_analysis(wide, two, { shrinkage = 1 })
  local means = balnet.stack { wide[two:eq(0)]:mean(1), wide[two:eq(1)]:mean(1) }
  local direction = means[2] - means[1]
  assert_close(model.coefficients / model.coefficients:norm(), direction / direction:norm(), 1e-12)
  assert_refused("2 samples of 2 classes", learn.linear_discriminant_analysis, { { 1 }, { 2 } }, { 1, 2 })
end

function TestLearn:test_every_sample_is_tested_once()
  for _, options in ipairs { { folds = 3 }, { folds = 7, seed = 4 }, { folds = 4, labels = two }, { folds = 4, labels = two, seed = 1 } } do
    local seen = balnet.zeros(40)
    for _, part in ipairs(learn.kfold(40, options)) do
      lu.assertEquals(#part.test + #part.train, 40)
      for _, k in ipairs(part.test:totable()) do seen[math.tointeger(k)] = seen[math.tointeger(k)] + 1 end
      if options.labels then lu.assertTrue(math.abs(two:take(1, part.test):sum() - two:sum() / 4) < 1) end
    end
    lu.assertEquals(seen:totable(), balnet.ones(40):totable())
  end
  lu.assertEquals(learn.kfold(5, { folds = 2 })[1].test:totable(), { 1, 2, 3 })
  lu.assertNotEquals(learn.kfold(40, { seed = 1 })[1].test:totable(), learn.kfold(40, { seed = 2 })[1].test:totable())
end

function TestLearn:test_cross_validation_fits_without_what_it_tests()
  local function mean_of(_, y) return { predict = function(_, part) return balnet.full({ part:shape(1) }, y:mean()) end } end
  local function mean_error(y, predicted) return (y - predicted):mean() end
  local scores = learn.cross_val_score(mean_of, balnet.zeros(4, 1), { 0, 0, 6, 6 }, { folds = 2, score = mean_error })
  lu.assertEquals(scores:totable(), { -6, 6 })
  local by_hand = learn.kfold(40)[2]
  local model = learn.ridge(x:take(1, by_hand.train), z:take(1, by_hand.train))
  lu.assertEquals(learn.cross_val_score(learn.ridge, x, z)[2], model:score(x:take(1, by_hand.test), z:take(1, by_hand.test)))
end

function TestLearn:test_scores_are_those_of_scikit_learn()
  assert_close(learn.silhouette_score(x, three), 0.16625052537996055, 1e-14)
  assert_close(learn.adjusted_rand_score(two, three), 0.50759508576363, 1e-14)
  assert_close(learn.roc_auc_score(two, x:select(2, 2)), 0.09114583333333334, 1e-14)
  local matrix, classes = learn.confusion_matrix({ 7, 7, 1, 2 }, { 7, 1, 1, 7 })
  lu.assertEquals({ matrix:totable(), classes:totable() }, { { { 1, 0, 0 }, { 0, 0, 1 }, { 1, 0, 1 } }, { 1, 2, 7 } })
  lu.assertEquals(learn.adjusted_rand_score({ 1, 1, 1 }, { 2, 2, 2 }), 1.0)
  lu.assertEquals(learn.r2_score({ { 1, 0 }, { 3, 4 } }, { { 1, 2 }, { 3, 2 } }), 0.5)
end

function TestLearn:test_what_can_not_be_learned_is_refused()
  assert_refused("x is 40 x 3 and y 39; n x inputs and n, or n x outputs, were needed", learn.ridge, x, z[{ { 1, 39 } }])
  assert_refused("a number of y is not finite", learn.ridge, x, z / 0)
  assert_refused("all labels are equal", learn.logistic_regression, x, balnet.ones(40))
  assert_refused("no best parameters were found; a stronger penalty", learn.logistic_regression, { { 0 }, { 1 }, { 2 } }, { 0, 0, 1 },
    { C = math.huge })
  assert_refused("y has negative numbers", learn.poisson_regression, x, z)
  assert_refused("3 samples can't be split into 5 folds", learn.kfold, 3)
  assert_refused("the score is a tensor; a number was needed", learn.cross_val_score, learn.ridge, x, z,
    { score = function(y) return y end })
  assert_refused("x has 40 samples and y 3", learn.cross_val_score, learn.ridge, x, { 1, 2, 3 })
  assert_refused("output 1 of y is constant", learn.r2_score, { 1, 1 }, { 1, 2 })
  assert_refused("a number of labels is nan", learn.roc_auc_score, { 1, nan }, { 1, 2 })
  assert_refused("there are 3 labels; two", learn.roc_auc_score, { 1, 2, 3 }, { 1, 2, 3 })
  assert_refused("there are 1 clusters of 2 points", learn.silhouette_score, { { 1 }, { 2 } }, { 1, 1 })
  local model = learn.ridge(x, z)
  assert_refused("x is 2 x 2; n x 3 were needed", model.predict, model, { { 1, 2 }, { 3, 4 } })
  assert_refused("the model has no classes", model.probabilities, model, x)
  assert_refused("a number of x is not finite", model.predict, model, { { 1, nan, 3 } })
end

os.exit(lu.LuaUnit.run())
