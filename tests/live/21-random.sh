# Random calls that open, make, move, remove and change files: each works guarded if it works unguarded, and comes to
# the same; nothing is a violation where everything is allowed.
# needs: supervisor
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe random
W=$UNIT
lay_out() { mkdir -p "$W/t/in"; }

rules() { # EXTRA-RULE EXTRA-KEY
	cat <<END
version = 1;
name = "random";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "setxattr", "lsetxattr", "removexattr" ]; };
files = ( { path = "$W"; allow = "read write create remove"; } $1 );
$2
END
}

for w in landlock supervisor no-landlock; do
	case $w in
	landlock) rules '' '' ;; # goes on with what it can
	supervisor) rules ", { path = \"$W/none\"; deny = \"all\"; }" '' ;; # does everything itself
	no-landlock) rules '' 'layers = { landlock = "off"; };' ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	for seed in 1 2 3 4 5 6 7 8; do
		allowed run "$seed" 400 "$W/t/in"
	done
done
done_testing
