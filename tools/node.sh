#!/bin/sh
# Prints the path of a Node that is new enough; status 1 when there is none.
set -eu

major=24
cache=${KCONFORM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kconform}

for node in "$(command -v node || true)" "$cache/node-$major/bin/node"; do
	[ -n "$node" ] && [ -x "$node" ] || continue
	version=$("$node" --version 2>/dev/null) || continue
	version=${version#v}
	if [ "${version%%.*}" -ge "$major" ] 2>/dev/null; then
		echo "$node"
		exit 0
	fi
done
exit 1
