-- What a sweep does with what SLURM, MPI and OpenMP tell a process.
local lu = require "luaunit"
local job = require "balnet.sweep.job"

local function environment(variables)
  return function(name) return variables[name] end
end

TestJob = {}

function TestJob:test_the_least_limit_of_processors_holds()
  local function of(variables) return job.processors(environment(variables), 8) end
  lu.assertEquals(of {}, 8)
  lu.assertEquals(of { SLURM_CPUS_PER_TASK = "4" }, 4)
  lu.assertEquals(of { SLURM_CPUS_PER_TASK = "4", OMP_NUM_THREADS = "2" }, 2)
  lu.assertEquals(of { SLURM_CPUS_PER_TASK = "4", SLURM_CPUS_ON_NODE = "3" }, 3)
  lu.assertEquals(of { OMP_NUM_THREADS = "16" }, 8)
  lu.assertEquals(of { OMP_NUM_THREADS = "3,2" }, 3) -- nested levels
  for _, nothing in ipairs { "", "0", "many", "-2" } do lu.assertEquals(of { OMP_NUM_THREADS = nothing }, 8) end
end

function TestJob:test_the_tasks_of_an_array_share_a_token_and_two_calls_do_not()
  local first = { SLURM_ARRAY_JOB_ID = "71", SLURM_JOB_ID = "71" }
  local second = { SLURM_ARRAY_JOB_ID = "71", SLURM_JOB_ID = "72" }
  lu.assertEquals(job.token(environment(first)), job.token(environment(second)))
  lu.assertNotEquals(job.token(environment {}), job.token(environment {}))
end

-- Steps of the golden ratio: the gaps between the first n of its multiples modulo 1 have at most three lengths, the
-- least at least (1 - ratio) times the mean one.
function TestJob:test_tasks_of_any_ids_begin_at_places_far_from_each_other()
  for _, ids in ipairs { { 0, 1, 2, 3, 4, 5, 6, 7 }, { 5, 9, 17, 21 }, { 2, 4, 6, 8, 1 } } do
    local places = {}
    for i, id in ipairs(ids) do
      places[i] = job.offset(environment { SLURM_ARRAY_TASK_ID = tostring(id) }, 1000)
      lu.assertTrue(places[i] >= 0 and places[i] < 1000)
    end
    table.sort(places)
    for i = 2, #places do lu.assertTrue(places[i] - places[i - 1] >= 50, table.concat(places, " ")) end
  end
  lu.assertEquals(job.offset(environment {}, 1000), 0)
  lu.assertEquals(job.offset(environment { SLURM_PROCID = "3" }, 0), 0)
end

function TestJob:test_only_a_task_of_an_array_is_one()
  lu.assertTrue(job.is_array_task(environment { SLURM_ARRAY_TASK_ID = "0" }))
  lu.assertFalse(job.is_array_task(environment { SLURM_JOB_ID = "7" }))
end

os.exit(lu.LuaUnit.run())
