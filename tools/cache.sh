# The cache of kconform, for shell scripts that source this; the same rule as vm/store/root.ts.
# shellcheck shell=sh

cache_root() {
	if [ -n "${KCONFORM_CACHE:-}" ]; then
		case $KCONFORM_CACHE in
		/*) echo "$KCONFORM_CACHE" ;;
		*) echo "$PWD/$KCONFORM_CACHE" ;;
		esac
		return
	fi
	case ${XDG_CACHE_HOME:-} in
	/*) echo "$XDG_CACHE_HOME/kconform" ;;
	*) echo "${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}/.cache/kconform" ;;
	esac
}
