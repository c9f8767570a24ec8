#!/bin/sh
# shim_size.sh FILE [PREFIX]: a shim, stripped, has at most 64 KiB, and loads wherever the pages of its
# architecture are as large as they may be. PREFIX is that of foreign binutils.
set -u
so=$1 prefix=${2:-}
stripped=$so.stripped
trap 'rm -f "$stripped"' EXIT
"${prefix}strip" -o "$stripped" "$so" || exit 1
size=$(wc -c <"$stripped")
case $("${prefix}readelf" -hW "$so" | sed -n 's/^ *Machine: *//p') in
AArch64) page=65536 ;;
*) page=4096 ;;
esac
align=$("${prefix}readelf" -lW "$so" | awk '$1 == "LOAD" { print $NF }' | sort -u)
echo "shim: $size bytes when stripped, segments aligned to $align"
[ "$size" -le 65536 ] || { echo "shim: more than 64 KiB" >&2; exit 1; }
[ $((align)) -ge "$page" ] || { echo "shim: pages may have $page bytes" >&2; exit 1; }
