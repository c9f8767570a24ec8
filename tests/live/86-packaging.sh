# Packages: what is in them works where it is put, and the same sources give the same bytes.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
packages=$GG_BUILD/package
deb=$(echo "$packages"/goguard_*.deb)
layer=$(echo "$packages"/goguard-*-lambda-layer.zip)
dist=$(echo "$packages"/goguard-*.tar.gz)
[ -e "$deb" ] && [ -e "$layer" ] || skip_all 'no build/package (make packages)'
command -v unzip >/dev/null || skip_all 'no unzip'
command -v dpkg-deb >/dev/null || skip_all 'no dpkg-deb'
acts=$(go_bin acts)
secret=$GG_TMP/secret
echo secret >"$secret"
where=$GG_TMP/folder
mkdir "$where"

# works NAME GOGUARD SHIM: the program and, without being told where the program is, the shim
works() {
	run "$2" --version
	is "$1: it runs" "$STATUS" 0
	run "$2" run -- "$acts" read "$secret"
	status_is "$1: it guards" EACCES
	printf 'version = 1; extends = ( "go-base" );\n' >"$GG_TMP/base.cfg"
	run env -u GOGUARD_BIN "GOGUARD_POLICY=$GG_TMP/base.cfg" GOGUARD_LOG= "LD_PRELOAD=$3" "$(go_bin acts pie)" read "$secret"
	status_is "$1: the shim guards" EACCES
}
# A path of the machine where it was built; the test does not know that folder, but how sources are called
no_build_paths() { ! LC_ALL=C grep -qaE "/[^[:space:]]*/lib/(base|plan|policy|tool|shim|supervise)/|$1" "${@:2}"; }

# --- deb ---------------------------------------------------------------------------------------
field() { dpkg-deb -f "$deb" "$1"; }
is 'deb: its name' "$(field Package)" goguard
is 'deb: its version' "goguard_$(field Version).deb" "$(basename "$deb")"
is 'deb: it depends on nothing' "$(field Depends)$(field Pre-Depends)" ''
run dpkg-deb -x "$deb" "$where/deb"
status_is 'deb: it can be unpacked' 0
run dpkg-deb -e "$deb" "$where/control"
ok 'deb: the sums' eval "cd '$where/deb' && md5sum --quiet -c ../control/md5sums"
nok 'deb: no maintainer scripts, no conffiles' sh -c 'ls "$0" | grep -qE "inst$|rm$|conffiles"' "$where/control"
nok 'deb: all of it belongs to root' sh -c 'dpkg-deb -c "$0" | grep -qv " root/root "' "$deb"
for f in bin/goguard lib/libgoguard.so include/goguard.h lib/libgoguard-embed.a lib/pkgconfig/goguard.pc \
	share/goguard/policy/go-base.cfg share/goguard/caps/debian-12.caps share/doc/goguard/README.md \
	share/man/man1/goguard.1.gz share/man/man5/goguard-policy.5.gz share/man/man7/libgoguard.7.gz \
	share/bash-completion/completions/goguard; do
	ok "deb: $f" test -s "$where/deb/usr/$f"
done
is 'deb: pkg-config is told /usr' "$(grep ^prefix= "$where/deb/usr/lib/pkgconfig/goguard.pc")" prefix=/usr
ok 'deb: no path of the build' no_build_paths 'usr/local/share/goguard' \
	"$where/deb/usr/bin/goguard" "$where/deb/usr/lib/libgoguard.so" "$where/deb/usr/lib/libgoguard-embed.a"
works deb "$where/deb/usr/bin/goguard" "$where/deb/usr/lib/libgoguard.so"

if [ "$(id -u)" = 0 ]; then # installed and removed in a root of its own
	mkdir -p "$GG_TMP/root/var/lib/dpkg"/{info,updates} && touch "$GG_TMP/root/var/lib/dpkg"/{status,available}
	run dpkg --root="$GG_TMP/root" --force-architecture -i "$deb"
	status_is 'deb: dpkg installs it' 0
	works 'deb, installed' "$GG_TMP/root/usr/bin/goguard" "$GG_TMP/root/usr/lib/libgoguard.so"
	run dpkg --root="$GG_TMP/root" --purge goguard
	is 'deb: and removes it' "$STATUS $(find "$GG_TMP/root" ! -type d | grep -v /var/)" '0 '
fi

# --- layer -------------------------------------------------------------------------------------
opt=$where/opt
task=$GG_TMP/task
run unzip -q "$layer" -d "$opt"
status_is 'layer: it can be unpacked' 0
ok 'layer: no path of the build' no_build_paths "$GG_BUILD" "$opt/bin/goguard" "$opt/lib/libgoguard.so" "$opt/bootstrap"
works layer "$opt/bin/goguard" "$opt/lib/libgoguard.so"
# platform EVENT...: the Runtime API, as ACT OBJECT pairs; $API is what it prints
platform() {
	local events=$GG_TMP/events.in
	while [ $# -gt 0 ]; do jq -cn --arg act "$1" --arg object "$2" '{ $act, $object }' && shift 2; done >"$events"
	background "$(go_bin lambdaapi)" "$events"
	API=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q '^listening' "$API" || fail 'layer: the Runtime API'
	AWS_LAMBDA_RUNTIME_API=$(sed -n 's/^listening on //p' "$API")
	export AWS_LAMBDA_RUNTIME_API
}
# lambda NAME [NAME=VALUE...]: the bootstrap until every event was answered; its output in $LOG
lambda() {
	local name=$1
	shift
	background env LAMBDA_TASK_ROOT="$task" "$@" "$opt/bootstrap"
	LOG=$GG_TMP/bg.${#pids[@]}.out
	ok "layer: $name: every event was answered" wait_for grep -q '^done$' "$API"
	kill "$BG"
	wait "$BG"
	is "layer: $name: it ends as asked" $? 143
}
logged() { grep '^{' "$LOG" | jq -es "any($1)" >/dev/null; }
if [ -x "$(go_bin lambda)" ] && [ -x "$(go_bin lambdaapi)" ]; then
	mkdir "$task" && cp "$(go_bin lambda)" "$task/function"
	platform greet ada read "/etc/shadow"
	lambda 'its own profile'
	ok 'layer: the posture is in the log' logged '.kind == "posture" and .exe == "'"$(realpath "$task")"'/function"'
	ok 'layer: the violation, too' logged '.kind == "violation" and .path == "/etc/shadow"'
	printf 'version = 1; name = "mine"; extends = ( "aws-lambda" );\n' >"$task/policy.cfg"
	mv "$task/function" "$task/thumbnailer"
	platform greet ada
	lambda "the function's policy" _HANDLER=thumbnailer
	ok "layer: it is that one's" logged '.kind == "posture" and .policy == "mine"'
	echo 'version = 2;' >"$task/policy.cfg"
	run env LAMBDA_TASK_ROOT="$task" _HANDLER=thumbnailer "$opt/bootstrap"
	is 'layer: a broken policy' "$STATUS" 125
else
	skip 'layer: a function' 'the Lambda test programs are not built'
fi

# --- sources -----------------------------------------------------------------------------------
# Compiling takes a while, so it is not done a second time for another user.
if [ -n "${GG_BENEATH:-}" ]; then
	left_out 'sources: they build, and install' 'a compiler asks nothing of a guard'
elif [ -e "$dist" ] && [ "$(id -u)" != 65534 ]; then
	tar xzf "$dist" -C "$GG_TMP"
	src=$GG_TMP/$(basename "$dist" .tar.gz)
	mapfile -t flags <"$packages/flags"
	flags=("${flags[@]//"$top"/$src}" BUILD=build)
	LIMIT=170
	# shellcheck disable=SC2086
	run env -u SOURCE_DATE_EPOCH -u PREFIX -u DESTDIR -u MAKEFLAGS -u MAKELEVEL make -C "$src" -j2 "${flags[@]}" deb layer
	LIMIT=${GG_LIMIT:-30}
	is 'sources: they build without git' "$STATUS $(ls -A "$src/.git" 2>/dev/null)" '0 '
	ok 'sources: the same package, built elsewhere' cmp "$deb" "$src/build/package/$(basename "$deb")"
	ok 'sources: the same layer' cmp "$layer" "$src/build/package/$(basename "$layer")"
	inst=(make -s -C "$src" "${flags[@]}" DESTDIR="$GG_TMP/dest" PREFIX=/opt/gg)
	run "${inst[@]}" install
	status_is 'install' 0
	is 'install: pkg-config is told the prefix' "$(grep ^prefix= "$GG_TMP/dest/opt/gg/lib/pkgconfig/goguard.pc")" prefix=/opt/gg
	works install "$GG_TMP/dest/opt/gg/bin/goguard" "$GG_TMP/dest/opt/gg/lib/libgoguard.so"
	touch "$GG_TMP/dest/opt/gg/share/goguard/policy/local.cfg"
	run "${inst[@]}" uninstall
	is 'uninstall: what is not ours stays' "$(find "$GG_TMP/dest" ! -type d)" "$GG_TMP/dest/opt/gg/share/goguard/policy/local.cfg"
	rm "$GG_TMP/dest/opt/gg/share/goguard/policy/local.cfg"
	run "${inst[@]}" uninstall
	nok 'uninstall: nothing of ours is left' sh -c 'find "$0" -name "*goguard*" | grep -q .' "$GG_TMP/dest"
fi
done_testing
