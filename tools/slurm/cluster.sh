#!/bin/sh
# A Slurm of this machine only, for `make slurm-proof`: Debian's slurm-wlm and munge, with everything they write below one folder, and ports, key and socket of
# their own. Needs root: slurmd starts jobs as the user who submitted them.
#   cluster.sh start FOLDER   then SLURM_CONF=FOLDER/slurm.conf
#   cluster.sh slurmd FOLDER  starts the node again
#   cluster.sh stop FOLDER
set -eu

command=$1
folder=$2
node=$(hostname -s)

fail() {
	echo "cluster: error: $1" >&2
	[ $# -lt 2 ] || echo "hint: $2" >&2
	exit 69
}

configure() {
	for program in slurmctld slurmd sbatch munged; do
		command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] ||
			fail "$program is not installed" "as root: apt-get install --no-install-recommends slurm-wlm munge"
	done
	[ "$(id -u)" = 0 ] || fail "slurmd needs root"
	mkdir -p "$folder/state" "$folder/spool" "$folder/munge"
	# munged does not trust folders that others may write to.
	chmod 700 "$folder/munge"
	dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
	chmod 600 "$folder/munge/key"
	# Nodes without cgroups of their own are what one gets in containers, so processes are found by their parents.
	cat >"$folder/slurm.conf" <<-EOF
		ClusterName=kconform
		SlurmctldHost=$node(127.0.0.1)
		SlurmctldPort=26817
		SlurmdPort=26818
		SlurmUser=root
		AuthType=auth/munge
		AuthInfo=socket=$folder/munge/socket
		CredType=cred/munge
		StateSaveLocation=$folder/state
		SlurmdSpoolDir=$folder/spool
		SlurmctldPidFile=$folder/slurmctld.pid
		SlurmdPidFile=$folder/slurmd.pid
		SlurmctldLogFile=$folder/slurmctld.log
		SlurmdLogFile=$folder/slurmd.log
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_CPU
		JobCompType=jobcomp/filetxt
		JobCompLoc=$folder/jobs.txt
		MpiDefault=none
		SwitchType=switch/none
		# A node that says nothing for so long is down, and its jobs are queued again.
		SlurmdTimeout=10
		KillWait=5
		ReturnToService=2
		NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc)
		PartitionName=all Nodes=$node Default=YES State=UP
	EOF
}

start_slurmd() {
	/usr/sbin/slurmd -f "$folder/slurm.conf"
}

start() {
	configure
	/usr/sbin/munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
		--log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --num-threads=2
	/usr/sbin/slurmctld -f "$folder/slurm.conf"
	start_slurmd
}

stop() {
	for file in slurmd.pid slurmctld.pid munge/pid; do
		[ ! -e "$folder/$file" ] || kill "$(cat "$folder/$file")" 2>/dev/null || true
	done
}

case $command in
start) start ;;
slurmd) start_slurmd ;;
stop) stop ;;
*) fail "unknown command $command" ;;
esac
