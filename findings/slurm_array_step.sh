#!/bin/sh
# SLURM 22.05.8 (Debian slurmctld 22.05.8-4+deb12u3): where the ids of a job array are no single range, SLURM_ARRAY_TASK_STEP is the step
# of one of the ranges, and 1 where there is none. The ids that follow from it, MIN and MAX are others than those that run: of
# --array=2-8:2,1 they are 1, 3, 5, 7, of which only 1 runs, and 2, 4, 6, 8 run as well. No variable has the ids, nor a task's place among them.
#
# Here it matters to sweeps that divide their runs by these variables: some are run twice and some by nobody. balnet sweep shares
# them by locks instead, and any ids will do.
# Run by hand as root, in a process of its own; it needs apt-get and dpkg, works in a temporary folder and starts munge and SLURM
# there, on loopback. The versions are those of Debian 12's main and security suites on amd64.
set -eu
folder=$(mktemp -d)
processes=
trap 'for process in $processes; do kill $process 2>/dev/null && wait $process || true; done; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download libaudit1=1:3.0.9-1 libcap-ng0=0.8.3-1+b3 libgcrypt20=1.10.1-3+deb12u1 \
    libgpg-error0=1.46-1 libhwloc15=2.9.0-1 liblz4-1=1.9.4-1 libmunge2=0.5.15-2+deb12u1 libnuma1=2.0.16-1 libpam0g=1.5.2-6+deb12u2 \
    libudev1=252.39-1~deb12u2 munge=0.5.15-2+deb12u1 slurm-client=22.05.8-4+deb12u3 slurm-wlm-basic-plugins=22.05.8-4+deb12u3 \
    slurmctld=22.05.8-4+deb12u3 slurmd=22.05.8-4+deb12u3
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH="$libraries:$folder/root/lib/${libraries##*/}:$libraries/slurm-wlm" SLURM_CONF="$folder/slurm.conf"
export PATH="$folder/root/usr/bin:$folder/root/usr/sbin:$PATH"
cat >slurm.conf <<END
ClusterName=finding
SlurmctldHost=$(hostname -s)(127.0.0.1)
AuthInfo=socket=$folder/munge.socket
SlurmUser=root
SlurmdUser=root
SlurmctldPort=28817
SlurmdPort=28818
PluginDir=$libraries/slurm-wlm
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
SlurmdParameters=config_overrides
MpiDefault=none
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
END
wait_for() { # COMMAND: until it succeeds, for 20 s
    for _ in $(seq 100); do "$@" && return; sleep 0.2; done
    cat ./*.out
    exit 1
}
is_idle() { sinfo -h -t idle 2>/dev/null | grep -q idle; }
mkdir state spool
head -c 1024 /dev/urandom >munge.key
chmod 600 munge.key
munged --force --foreground --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" 2>munged.out &
processes=$!
wait_for [ -S munge.socket ]
slurmctld-wlm -D -i >slurmctld.out 2>&1 &
processes="$! $processes"
slurmd-wlm -D -d "$folder/root/usr/sbin/slurmstepd-wlm" >slurmd.out 2>&1 &
processes="$! $processes"
wait_for is_idle
cat >task.sh <<'END'
#!/bin/sh
echo "$SLURM_ARRAY_TASK_ID of $SLURM_ARRAY_TASK_COUNT, $SLURM_ARRAY_TASK_MIN to $SLURM_ARRAY_TASK_MAX by $SLURM_ARRAY_TASK_STEP"
END
for ids in 2-8:2 2-8:2,1 5,9,17; do
    sbatch --wait --output=said-%a --array=$ids task.sh >/dev/null
    echo "$ids: $(cat said-* | sort -n | sed 's/ .*//' | tr '\n' ' ')run, $(sed -n '$s/^[0-9]* //p' said-*)" | sort -u
    rm said-*
done | tee log
[ "$(cat log)" = "2-8:2: 2 4 6 8 run, of 4, 2 to 8 by 2
2-8:2,1: 1 2 4 6 8 run, of 5, 1 to 8 by 2
5,9,17: 5 9 17 run, of 3, 5 to 17 by 1" ] || { echo "CHANGED: SLURM told other numbers"; exit 1; }
