#!/usr/bin/env bash
# Sweeps under Debian's SLURM, munge, GNU parallel and Snakemake, and Open MPI, on two nodes on this machine: runs the scripts of
# doc/clusters.md and what happens to jobs. Needs root and apt-get; unpacks the packages into build/cluster and installs
# nothing. Takes some six minutes. Arguments are the names of the tests to run, without "test_".
set -u
source=$(cd "$(dirname "$0")/../.." && pwd)
. "$source/tests/cluster/cluster.sh"
packages=${BALNET_CLUSTER_PACKAGES:-$source/build/cluster}
place=$(mktemp -d)
mkdir "$place/state" "$place/bin"
ln -s "$source/build/balnet" "$place/bin/balnet"
export PATH=$place/bin:$PATH OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
trap 'cluster_stop; rm -rf "$place"' EXIT

# The scripts of the page, under the names that their comments give.
awk '/^```$/ && name { close(name); name = ""; next }
     /^```/ { lines = ""; reading = 1; next }
     reading && /^# (Snakefile|[a-z_]+\.sh)/ { name = place "/" $2; sub(/:$/, "", name); printf "%s", lines > name; reading = 0 }
     reading { lines = lines $0 "\n"; next }
     name { print > name }' place="$place" "$source/doc/clusters.md"

begin() { # EPOCHS: an empty folder in which a job of that length is to run
    rm -rf "$place/job"
    mkdir -p "$place/job/scripts"
    cp "$source/tests/cluster/experiment.lua" "$place/job/scripts/two_stimuli.lua"
    cd "$place/job"
    export EPOCHS=$1 STARTS=$place/job/starts
    touch starts
}

fail() { echo "    $*"; failed=1; }

submit() { sbatch --parsable --output=said-%a-%j "$@"; }

# Whether all six runs are in the gathered file, and each was begun as often as it should be in all.
gathered() { # STARTS
    [ "$(wc -l <starts)" -eq "$1" ] || fail "$(wc -l <starts) starts: $(sort starts | tr '\n' ' ')"
    balnet - <<'LUA' || fail "$(tail -n 3 said* 2>/dev/null)"
local finished = require("balnet").archive.read "out/two_stimuli_sweep/two_stimuli_sweep.h5".runs.finished
os.exit(finished:sum() == 6 and #finished == 6)
LUA
}

wait_for_states() { # COUNT of results files
    for _ in $(seq 300); do
        [ "$(ls out/two_stimuli_sweep/runs/*/two_stimuli.h5 2>/dev/null | wc -l)" -ge "$1" ] && return
        sleep 0.1
    done
    fail "no results within 30 s"
}

stopped_runs() { grep -l "stopped by $1 after epoch" out/two_stimuli_sweep/runs/*/log.txt | wc -l; }

test_an_array_of_one_range() { begin 100001; cluster_wait "$(submit --array=1-3 ../array.sh)"; gathered 6; }
test_an_array_of_listed_ids() { begin 100001; cluster_wait "$(submit --array=5,9,17 ../array.sh)"; gathered 6; }
test_an_array_of_stepped_ids() { begin 100001; cluster_wait "$(submit --array=2-8:2,1 ../array.sh)"; gathered 6; }
test_an_array_with_a_limit_and_more_ids_than_runs() { begin 100001; cluster_wait "$(submit --array=1-40%4 ../array.sh)"; gathered 6; }
test_srun_on_two_nodes() { begin 100001; cluster_wait "$(submit --nodes=2 --ntasks-per-node=1 ../steps.sh)"; gathered 6; }
test_srun_without_mpi() { begin 100001; cluster_wait "$(submit --ntasks=2 ../steps.sh)"; gathered 6; }
test_srun_with_pmix() { begin 100001; cluster_wait "$(submit --ntasks=3 --overcommit ../pmix.sh)"; gathered 6; }
test_mpirun_on_two_nodes() { begin 100001; cluster_wait "$(submit --nodes=2 --ntasks-per-node=2 ../mpirun.sh)"; gathered 6; }
test_mpirun() { begin 100001; cluster_wait "$(submit --ntasks=2 ../mpirun.sh)"; gathered 6; }
# Whether a run by several processes has the numbers that one process gives.
same_as_alone() {
    env -u SLURM_JOB_ID balnet scripts/two_stimuli.lua --neurons 1000 --batch 640 --threads 1 --out alone >>said 2>&1
    balnet - <<'LUA' || fail "$(tail -n 5 said*)"
local read = require("balnet").archive.read
local function same(one, other)
  for name, value in pairs(one) do
    if type(value) == "table" then
      if not same(value, other[name]) then return false end
    elseif type(value) == "userdata" then
      local others = other[name]:contiguous():reshape(-1):totable()
      for k, number in ipairs(value:contiguous():reshape(-1):totable()) do
        if number ~= others[k] and (number == number or others[k] == others[k]) then return false end
      end
    end
  end
  return true
end
local several, alone = read "out/two_stimuli/two_stimuli.h5", read "alone/two_stimuli.h5"
for _, group in ipairs { "weights", "history", "state", "tracking", "test" } do
  if several[group] and not same(several[group], alone[group]) then os.exit(false) end
end
os.exit(several.attributes.finished == 1 and several.state ~= nil)
LUA
}

test_one_run_by_mpirun_on_two_nodes() { begin 3; cluster_wait "$(submit --nodes=2 --ntasks-per-node=2 ../ranks.sh)"; same_as_alone; }
test_one_run_by_srun_on_two_nodes() { begin 3; cluster_wait "$(submit --nodes=2 --ntasks-per-node=1 ../pmix_ranks.sh)"; same_as_alone; }

test_gnu_parallel() { begin 100001; sh ../parallel.sh >said 2>&1; gathered 6; }

test_snakemake() {
    begin 100001
    snakemake --cores 1 --scheduler greedy -s ../Snakefile >said 2>&1 || fail "snakemake: status $?"
    gathered 6
}

# A run that is killed once, as where memory ends: the rule fails, and its second attempt runs it again.
test_snakemake_with_retries() {
    begin 100001
    export KILL_ONCE=$place/job/killed
    snakemake --cores 1 --scheduler greedy --retries 1 -s ../Snakefile >said 2>&1 || fail "snakemake: status $?"
    unset KILL_ONCE
    gathered 7
}

test_a_node_that_fails_leaves_its_runs_to_another() {
    begin 600001
    lost=$(submit --array=1 --nodelist=node2 ../array.sh)
    wait_for_states 1
    cluster_lose_node "$place/state" node2
    cluster_wait "$(submit --array=2 --nodelist=node1 ../array.sh)"
    scancel "$lost"
    gathered 7
    cluster_start_node "$packages" "$place/state" node2
    cluster_wait "$lost"
}

test_one_lost_task_is_made_good_by_any_id() {
    begin 300001
    job=$(submit --array=1-2 ../array.sh)
    wait_for_states 2
    scancel --signal=KILL --full "${job}_2"
    cluster_wait "$job"
    cluster_wait "$(submit --array=31 ../array.sh)"
    gathered 7
}

test_a_cancelled_job_is_saved_and_goes_on() {
    begin 600001
    job=$(submit --array=1-2 ../array.sh)
    wait_for_states 2
    scancel "$job"
    cluster_wait "$job"
    [ "$(stopped_runs SIGTERM)" -eq 2 ] || fail "$(stopped_runs SIGTERM) runs were saved"
    export EPOCHS=600001
    cluster_wait "$(submit --array=1-2 ../array.sh)"
    gathered 8
}

test_a_job_that_is_queued_again_goes_on() {
    begin 600001
    job=$(submit --array=1 ../array.sh)
    wait_for_states 1
    scontrol requeue "$job"
    for _ in $(seq 100); do [ "$(wc -l <starts)" -ge 2 ] && break; sleep 0.1; done
    scontrol update jobid="$job" StartTime=now
    cluster_wait "$job"
    [ "$(stopped_runs SIGTERM)" -eq 1 ] || fail "$(stopped_runs SIGTERM) runs were saved"
    gathered 7
}

test_a_time_limit_is_announced_and_the_state_saved() {
    begin 60000001
    cluster_wait "$(submit --array=1 --time=1 --signal=B:USR2@30 ../array.sh)"
    grep -q "stopped by SIGUSR2" said* || fail "$(tail -n 5 said*)"
    [ "$(stopped_runs SIGTERM)" -ge 1 ] || fail "no run was saved"
}

test_an_mpirun_that_is_ended_leaves_its_runs_to_save() {
    begin 6000001
    mpirun -n 3 balnet sweep scripts/two_stimuli.lua --seed 1..6 >said 2>&1 &
    wait_for_states 2
    kill $!
    wait $! 2>/dev/null
    for _ in $(seq 50); do [ "$(stopped_runs SIGTERM)" -ge 2 ] && break; sleep 0.1; done
    [ "$(stopped_runs SIGTERM)" -ge 2 ] || fail "$(tail -n 20 said)"
}

cluster_fetch "$packages"
cluster_start "$packages" "$place/state" || exit 1
status=0
for name in ${*:-$(declare -F | sed -n 's/^declare -f test_//p')}; do
    failed=0 began=$SECONDS
    "test_$name"
    echo "$([ $failed = 0 ] && echo passed || echo FAILED) $name ($((SECONDS - began)) s)"
    [ $failed = 0 ] || status=1
done
exit $status
