#!/bin/sh
# Prints the path of a Node that is new enough: the system's, that of the npm package node-linux-ARCH beside an installed kconform, or the one that setup.sh
# brought. Status 1 when there is none.
set -eu

tools=$(dirname -- "$0")
. "$tools/cache.sh"
major=24

is_new_enough() {
	[ -x "$1" ] || return 1
	version=$("$1" --version 2>/dev/null) || return 1
	version=${version#v}
	[ "${version%%.*}" -ge "$major" ] 2>/dev/null
}

for node in "$(command -v node || true)" "$tools"/../../node-linux-*/bin/node "$(cache_root)/node-$major/bin/node"; do
	if [ -n "$node" ] && is_new_enough "$node"; then
		echo "$node"
		exit 0
	fi
done
exit 1
