# Making, moving, removing files and changing what is known about them, in three worlds.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe file
W=$UNIT

lay_out() {
	mkdir -p "$W/ok/sub/deep" "$W/ok/empty" "$W/ok/guarded/secret" "$W/ok/own" "$W/own" "$W/no/empty" "$W/no/sub" "$W/ro" "$W/wo" "$W/keep"
	for d in ok ok/sub ok/guarded/secret no no/sub ro wo; do echo "text" >"$W/$d/f"; done
	echo other >"$W/ok/g"
	ln -s f "$W/ok/link"
	ln -s "$W/no/f" "$W/ok/to-no"
	ln -s "$W/no" "$W/ok/to-no-dir"
}

rules() { # EXTRA-RULE EXTRA-KEY
	cat <<END
version = 1;
name = "change";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write" ]; };
files = (
  { path = "$W/ok"; allow = "read write create remove"; },
  { path = "$W/ro"; allow = "read"; },
  { path = "$W/wo"; allow = "write create remove"; },
  { path = "$W/keep"; allow = "read write create"; },
  { path = "$W/own"; allow = "read write create remove"; },
  { path = "$W/ok/own"; allow = "read write create remove"; },
  { path = "$W/ok/guarded/secret"; deny = "read"; }
  $1
);
$2
END
}

make() {
	local new=$W/no/new
	allowed mkdir "$W/ok/new"
	allowed mkdir "$W/ok/new/"
	same EEXIST mkdir "$W/ok/sub"
	same EEXIST mkdir "$W/no" # what is there is no violation
	same ENOENT mkdir "$W/ok/none/new"
	same ENOTDIR mkdir "$W/ok/f/new"
	denied EACCES create mkdirat "$new" create default -- mkdir "$new"
	denied EACCES create mkdirat "$new" create default -- mkdir "$W/ok/../no/new"
	denied EACCES create mkdirat "$new" create default -- mkdir "$W/ok/to-no-dir/new"
	denied EACCES create mkdirat "$new" create default -- in "$W/no" mkdir new
	denied EACCES create mkdirat "$W/ro/new" create - -- mkdir "$W/ro/new"
	bare default-acl "$W/ok/empty"
	same "$STATUS" default-acl "$W/ok/empty"
	allowed mknod fifo "$W/ok/new"
	allowed mknod sock "$W/ok/new"
	allowed mknod reg "$W/ok/new"
	denied EACCES create mknodat "$new" create default -- mknod fifo "$new"
	denied EACCES create mknodat "$new" create default -- mknod reg "$new"
	allowed symlink anything "$W/ok/new"
	allowed symlink "$W/no/f" "$W/ok/new" # a link grants nothing
	same EEXIST symlink anything "$W/ok/f"
	denied EACCES create symlinkat "$new" create default -- symlink "$W/ok/f" "$new"
	allowed link "$W/ok/f" "$W/ok/new"
	allowed link-fd "$W/ok/f" "$W/ok/new"
	allowed name-tmpfile "$W/ok" "$W/ok/new"
	same EEXIST link "$W/ok/f" "$W/ok/g"
	denied EACCES create linkat "$new" create default -- link "$W/ok/f" "$new"
	answers EXDEV link "$W/no/f" "$W/ok/new"
	answers EXDEV link "$W/ro/f" "$W/ok/new"
	answers EXDEV link "$W/wo/f" "$W/ok/new"
	answers EXDEV link "$W/ok/guarded/secret/f" "$W/ok/new"
	if [ "$(id -u)" = 0 ]; then
		denied EACCES create mknodat "$W/ok/new" - - -- mknod chr "$W/ok/new"
	else
		refused EACCES create mknodat "$W/ok/new" - - -- mknod chr "$W/ok/new"
	fi
	refused EACCES create mknodat "$W/ok/new" - - -- mknod blk "$W/ok/new"
}

move() {
	local new=$W/no/new
	allowed rename 0 "$W/ok/f" "$W/ok/new"
	allowed rename 0 "$W/ok/f" "$W/ok/sub/g"
	allowed rename 0 "$W/ok/f" "$W/ok/g"
	allowed rename 0 "$W/ok/sub" "$W/ok/new"
	allowed rename 0 "$W/ok/link" "$W/ok/new"
	allowed rename noreplace "$W/ok/f" "$W/ok/new"
	same EEXIST rename noreplace "$W/ok/f" "$W/ok/g"
	allowed rename exchange "$W/ok/f" "$W/ok/sub"
	same ENOENT rename exchange "$W/ok/f" "$W/ok/none"
	same ENOENT rename 0 "$W/ok/none" "$W/ok/new"
	same EISDIR rename 0 "$W/ok/f" "$W/ok/sub"
	same ENOTDIR rename 0 "$W/ok/sub" "$W/ok/f"
	same ENOTEMPTY rename 0 "$W/ok/empty" "$W/ok/sub"
	denied EACCES create renameat2 "$new" create default -- rename 0 "$W/ok/f" "$new"
	denied EACCES create renameat2 "$W/no/f" - default -- rename 0 "$W/ok/f" "$W/no/f"
	denied EACCES remove renameat2 "$W/no/f" remove default -- rename 0 "$W/no/f" "$W/ok/new"
	denied EACCES remove renameat2 "$W/ro/f" remove - -- rename 0 "$W/ro/f" "$W/ok/new"
	denied EACCES remove renameat2 "$W/no/f" remove default -- rename 0 "$W/ok/to-no-dir/f" "$W/ok/new"
	denied EACCES - renameat2 - - default -- rename exchange "$W/ok/f" "$W/no/f"
	denied EACCES - renameat2 - - default -- rename exchange "$W/no/f" "$W/ok/f"
	answers EXDEV rename 0 "$W/wo/f" "$W/ok/new" # it could be read there
	answers EXDEV rename exchange "$W/ok/f" "$W/wo/f"
	allowed rename 0 "$W/ok/f" "$W/wo/new" # it loses a right
	answers EXDEV rename 0 "$W/ok/guarded/secret/f" "$W/ok/new"
	if [ "$w" = no-landlock ] || beneath landlock; then
		allowed rename 0 "$W/ok/own" "$W/keep/new"
	else # the kernel would go on letting what is in it be removed
		answers EXDEV rename 0 "$W/ok/own" "$W/keep/new"
		answers EXDEV rename 0 "$W/ok/sub" "$W/keep/new"
	fi
	answers EXDEV rename 0 "$W/ok/guarded" "$W/ok/new" # rules below it stay where they are
	answers EXDEV rename 0 "$W/ok/guarded/secret" "$W/ok/new"
	answers EXDEV rename exchange "$W/ok/guarded" "$W/ok/sub"
}

remove() {
	allowed unlink "$W/ok/f"
	allowed unlink "$W/ok/to-no" # the link, not what it leads to
	allowed rmdir "$W/ok/empty"
	allowed unlink "$W/wo/f"
	allowed renew "$W/own" # a folder that a rule names
	allowed renew "$W/ok/own"
	allowed renew "$W/ok/own" "$W/ok/new"
	same ENOENT unlink "$W/ok/none"
	same ENOENT unlink "$W/no/none"
	same EISDIR unlink "$W/ok/sub"
	same ENOTDIR rmdir "$W/ok/f"
	same ENOTDIR unlink "$W/ok/f/"
	same ENOTEMPTY rmdir "$W/ok/sub"
	denied EACCES remove unlinkat "$W/no/f" remove default -- unlink "$W/no/f"
	denied EACCES remove unlinkat "$W/no/empty" remove default -- rmdir "$W/no/empty"
	denied EACCES remove unlinkat "$W/ro/f" remove - -- unlink "$W/ro/f"
	denied EACCES remove unlinkat "$W/no/f" remove default -- unlink "$W/ok/to-no-dir/f"
	denied EACCES remove unlinkat "$W/no/f" remove default -- in "$W/ok" unlink ../no/f
}

# change CALL ACT [WORD]: of a file, allowed and denied
change() {
	local call=$1
	shift
	allowed "$@" "$W/ok/f"
	allowed "$@" "$W/ok/link"
	same ENOENT "$@" "$W/ok/none"
	same ENOENT "$@" "$W/no/none"
	denied EACCES open "$call" "$W/no/f" write default -- "$@" "$W/no/f"
	denied EACCES open "$call" "$W/no/f" write default -- "$@" "$W/ok/to-no"
	denied EACCES open "$call" "$W/ro/f" write - -- "$@" "$W/ro/f"
}

metadata() {
	change fchmodat chmod 0600
	change fchownat chown
	change utimensat utimens
	allowed fchmod 0600 "$W/ok/f"
	allowed fchown "$W/ok/f"
	allowed futimens "$W/ok/f"
	denied EACCES open fchmod "$W/ro/f" write - -- fchmod 0600 "$W/ro/f"
	denied EACCES open fchown "$W/ro/f" write - -- fchown "$W/ro/f"
	denied EACCES open utimensat "$W/ro/f" write - -- futimens "$W/ro/f"
	allowed lchown "$W/ok/to-no" # the link itself
	allowed truncate "$W/ok/f" 1
	denied EACCES open truncate "$W/no/f" write default -- truncate "$W/no/f" 1
	denied EACCES open truncate "$W/ro/f" write - -- truncate "$W/ro/f" 1
	bare setxattr "$W/ok/f"
	if [ "$STATUS" = "$(code EOPNOTSUPP)" ]; then
		same EOPNOTSUPP setxattr "$W/ok/f"
		refused EACCES open setxattr "$W/no/f" write default -- setxattr "$W/no/f"
	else
		change setxattr setxattr
		allowed fsetxattr "$W/ok/f"
		denied EACCES open fsetxattr "$W/ro/f" write - -- fsetxattr "$W/ro/f"
	fi
}

old_calls() {
	local new=$W/no/new
	allowed old-mkdir "$W/ok/new"
	allowed old-mknod fifo "$W/ok/new"
	allowed old-symlink f "$W/ok/new"
	allowed old-link "$W/ok/f" "$W/ok/new"
	allowed old-rename "$W/ok/f" "$W/ok/new"
	allowed renameat "$W/ok/f" "$W/ok/new"
	allowed old-unlink "$W/ok/f"
	allowed old-rmdir "$W/ok/empty"
	denied EACCES create mkdir "$new" create default -- old-mkdir "$new"
	denied EACCES create mknod "$new" create default -- old-mknod fifo "$new"
	denied EACCES create symlink "$new" create default -- old-symlink f "$new"
	denied EACCES create link "$new" create default -- old-link "$W/ok/f" "$new"
	denied EACCES create rename "$new" create default -- old-rename "$W/ok/f" "$new"
	denied EACCES create renameat "$new" create default -- renameat "$W/ok/f" "$new"
	denied EACCES remove unlink "$W/no/f" remove default -- old-unlink "$W/no/f"
	denied EACCES remove rmdir "$W/no/empty" remove default -- old-rmdir "$W/no/empty"
	change chmod old-chmod 0600
	change chown old-chown
	change utime utime
	change utimes utimes
}

for w in full no-landlock deny; do
	case $w in
	full) rules '' '' ;;
	no-landlock) rules '' 'layers = { landlock = "off"; };' ;;
	deny) rules ", { path = \"$W/ok/sub/deep\"; deny = \"write create remove\"; }" '' ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	make
	if [ "$w" = deny ]; then # a folder with finer rules below it keeps its place, and is no target
		at=$(line_of sub/deep)
		answers EXDEV rename 0 "$W/ok/sub" "$W/ok/new"
		denied EACCES create mkdirat "$W/ok/sub/deep/new" create files "$at" supervisor -- mkdir "$W/ok/sub/deep/new"
		denied EACCES create openat "$W/ok/sub/deep/new" - files "$at" supervisor -- open w,creat "$W/ok/sub/deep/new"
	else
		move
	fi
	remove
	metadata
	[ "$(uname -m)" = x86_64 ] && old_calls
done
done_testing
