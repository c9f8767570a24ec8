#!/bin/sh
# dist.sh NAME EPOCH OUT: the sources as a tarball, from what git knows in this folder, so that a clean
# checkout of a commit always gives the same bytes. It builds without git.
set -eu
name=$1 epoch=$2 out=$3
git ls-files >/dev/null 2>&1 && [ -n "$(git ls-files)" ] || {
	echo "goguard: error: cannot make '$out': this is no git checkout (the tarball is made from one)" >&2
	exit 1
}
[ -z "$(git status --porcelain --untracked-files=no)" ] ||
	echo "goguard: warning: '$out' has changes that are not committed" >&2
git ls-files | LC_ALL=C sort | while IFS= read -r f; do
	if [ -e "$f" ]; then echo "$f"; fi
done >"$out.files"
tar --format=ustar --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' \
	--no-recursion --transform="s|^|$name/|" -cf "$out.tar" -T "$out.files"
gzip -9n <"$out.tar" >"$out"
rm -f "$out.files" "$out.tar"
