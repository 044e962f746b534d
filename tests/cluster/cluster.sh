# A cluster of one machine for tests: munge, slurmctld and slurmd of Debian as processes of the caller, on loopback, without
# anything installed. Sourced; needs root and apt-get. cluster_start FOLDER makes sbatch, srun, scancel, squeue, scontrol and
# parallel work until cluster_stop.

cluster_packages="slurmctld slurmd slurm-client munge parallel snakemake"

cluster_fetch() { # FOLDER: unpacks the packages and those that they need and that are missing here
    [ -e "$1/.complete" ] && return
    mkdir -p "$1/archives/partial"
    apt-get -q -y -o Dir::Cache::archives="$1/archives" --no-install-recommends --download-only install $cluster_packages >"$1/log"
    for package in "$1"/archives/*.deb; do dpkg-deb -x "$package" "$1"; done
    rm -r "$1/archives"
    touch "$1/.complete"
}

cluster_environment() { # FOLDER of the packages, FOLDER of the state
    local libraries=$1/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
    export LD_LIBRARY_PATH=$libraries:$libraries/slurm-wlm SLURM_CONF=$2/slurm.conf
    export PYTHONPATH=$1/usr/lib/python3/dist-packages
    export PATH=$1/usr/bin:$1/usr/sbin:$PATH
    cat >"$2/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$(hostname -s)(127.0.0.1)
AuthInfo=socket=$2/munge.socket
SlurmUser=root
SlurmdUser=root
SlurmctldPort=26817
SlurmdPort=26818
PluginDir=$libraries/slurm-wlm
StateSaveLocation=$2/state
SlurmdSpoolDir=$2/spool
SlurmctldPidFile=$2/slurmctld.pid
SlurmdPidFile=$2/slurmd.pid
SlurmctldLogFile=$2/slurmctld.log
SlurmdLogFile=$2/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,batch_sched_delay=0,defer_batch=0
MpiDefault=none
KillWait=5
JobRequeue=1
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=60 OverSubscribe=FORCE:4 State=UP
END
}

cluster_start() { # FOLDER of the packages, FOLDER of the state
    mkdir -p "$2/state" "$2/spool"
    chmod 755 "$2"
    cluster_environment "$1" "$2"
    cluster_state=$2
    head -c 1024 /dev/urandom >"$2/munge.key"
    chmod 600 "$2/munge.key"
    munged --force --foreground --key-file="$2/munge.key" --socket="$2/munge.socket" --pid-file="$2/munged.pid" \
        --log-file="$2/munged.log" --seed-file="$2/munged.seed" --num-threads=1 &
    cluster_processes=$!
    while ! [ -S "$2/munge.socket" ]; do sleep 0.1; done
    slurmctld-wlm -D -f "$SLURM_CONF" -i >"$2/slurmctld.out" 2>&1 &
    cluster_processes="$! $cluster_processes"
    slurmd-wlm -D -f "$SLURM_CONF" -N "$(hostname -s)" -d "$1/usr/sbin/slurmstepd-wlm" >"$2/slurmd.out" 2>&1 &
    cluster_processes="$! $cluster_processes"
    for _ in $(seq 100); do
        sinfo -h -t idle 2>/dev/null | grep -q idle && return
        sleep 0.2
    done
    tail "$2"/*.log >&2
    return 1
}

cluster_stop() {
    scancel --state=PENDING --state=RUNNING -u root 2>/dev/null
    for process in $cluster_processes; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null; done
}

cluster_wait() { # JOB: until it has ended
    while squeue -h -j "$1" 2>/dev/null | grep -q .; do sleep 0.2; done
}
