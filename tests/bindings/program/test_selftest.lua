-- `balnet --selftest`: it passes here, and finds faults in the libraries below.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local build = os.getenv "BALNET_BUILD"
local sanitized = os.getenv "BALNET_SANITIZE" ~= ""

TestSelftest = {}

local function counts(out)
  local checks, failed = out:match "(%d+) checks, (%d+) failed, in [%d.]+ s"
  return tonumber(checks), tonumber(failed)
end

-- Of the processor, whatever else it does.
function TestSelftest:test_every_check_passes_in_less_than_ten_seconds()
  local _, before = shell.processor_seconds "self"
  local run = shell.program "--selftest"
  local _, after = shell.processor_seconds "self"
  lu.assertEquals(run.status, 0, run.out .. run.err)
  local checks, failed = counts(run.out)
  lu.assertTrue(checks >= 30)
  lu.assertEquals(failed, 0)
  if not sanitized then lu.assertTrue(after - before < 10) end
  lu.assertNil(run.out:find "FAILED")
end

-- The self-test with a routine of BLAS that is wrong, put before the right one by the dynamic linker.
local function with_wrong(routine)
  return shell.line(("WRONG_BLAS=%s LD_PRELOAD=%s %s"):format(routine, shell.quote(build .. "/tests/wrong_blas.so"),
    shell.program_command "--selftest"))
end

function TestSelftest:test_a_wrong_matrix_product_is_caught()
  lu.skipIf(sanitized, "the sanitizer must be loaded first")
  local run = with_wrong "cblas_sgemm"
  lu.assertEquals(run.status, 1)
  lu.assertStrMatches(run.out, ".*matmul of tensors, f32[^\n]*FAILED.*")
  lu.assertStrMatches(run.out, ".*products of training, [^\n]*ok.*")
  lu.assertStrMatches(run.out, ".*  eigenvalues[^\n]*ok.*")
end

function TestSelftest:test_wrong_eigenvalues_are_caught()
  lu.skipIf(sanitized, "the sanitizer must be loaded first")
  local run = with_wrong "dgeev_"
  lu.assertEquals(run.status, 1)
  lu.assertStrMatches(run.out, ".*  eigenvalues[^\n]*FAILED.*")
  lu.assertStrMatches(run.out, ".*products of training, [^\n]*ok.*")
end

function TestSelftest:test_the_right_routines_pass_where_the_wrong_ones_would_stand()
  lu.skipIf(sanitized, "the sanitizer must be loaded first")
  lu.assertEquals(with_wrong("none").status, 0)
end

function TestSelftest:test_arguments_are_refused_with_status_2()
  local run = shell.program("--selftest", "quick")
  lu.assertEquals(run.status, 2)
  lu.assertStrContains(run.err, "'quick' was given")
  lu.assertStrContains(shell.program("--selftest", "--help").out, "usage: balnet --selftest")
end

os.exit(lu.LuaUnit.run())
