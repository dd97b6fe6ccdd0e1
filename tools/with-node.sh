#!/bin/sh
# Executes a command with the right Node, and the programs of node_modules, first in PATH.
set -eu

tools=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
node=$("$tools/node.sh") || {
	echo "error: no Node 24 or later here" >&2
	echo "hint: make setup" >&2
	exit 69
}
PATH=$(dirname -- "$node"):$tools/../node_modules/.bin:$PATH
export PATH
exec "$@"
