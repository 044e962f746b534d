# A cluster on one machine for tests: munge, slurmctld and a slurmd for each of two nodes, of Debian, as processes of the caller,
# on loopback, without anything installed. Sourced; needs root and apt-get. cluster_start FOLDER makes sbatch, srun, scancel,
# squeue, scontrol and parallel work until cluster_stop.

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
PluginDir=$libraries/slurm-wlm
StateSaveLocation=$2/state
SlurmdSpoolDir=$2/spool.%n
TmpFS=$2/tmp.%n
SlurmctldPidFile=$2/slurmctld.pid
SlurmdPidFile=$2/slurmd.%n.pid
SlurmctldLogFile=$2/slurmctld.log
SlurmdLogFile=$2/slurmd.%n.log
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
NodeName=node[1-2] NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=[26818-26819] CPUs=$(nproc) RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=60 OverSubscribe=FORCE:4 State=UP
END
}

cluster_start_node() { # FOLDER of the packages, FOLDER of the state, NODE
    mkdir -p "$2/spool.$3" "$2/tmp.$3"
    slurmd-wlm -D -f "$SLURM_CONF" -N "$3" -d "$1/usr/sbin/slurmstepd-wlm" >"$2/slurmd.$3.out" 2>&1 &
    cluster_processes="$! $cluster_processes"
}

# The processes that belong to a node, which have its name in their environment, and the steps above them.
cluster_processes_of() { # FOLDER of the state, NODE
    cat "$1/slurmd.$2.pid"
    grep -lsz "^SLURMD_NODENAME=$2$" /proc/[0-9]*/environ | while IFS=/ read -r _ _ process _; do
        grep -qsz "^SLURM_CONF=$1/slurm.conf$" "/proc/$process/environ" || continue
        echo "$process"
        local parent
        parent=$(awk '$1 == "PPid:" { print $2 }' "/proc/$process/status" 2>/dev/null)
        case $(cat "/proc/$parent/comm" 2>/dev/null) in slurmstepd*) echo "$parent" ;; esac
    done
}

cluster_lose_node() { # FOLDER of the state, NODE: as if its power was cut
    local processes
    processes=$(cluster_processes_of "$@" | sort -u)
    kill -KILL $processes
}

cluster_start() { # FOLDER of the packages, FOLDER of the state
    mkdir -p "$2/state"
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
    for node in node1 node2; do cluster_start_node "$1" "$2" "$node"; done
    for _ in $(seq 100); do
        [ "$(sinfo -h -N -t idle 2>/dev/null | wc -l)" = 2 ] && return
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
