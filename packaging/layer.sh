#!/bin/sh
# layer.sh TREE EPOCH OUT: an AWS Lambda layer, which the platform unpacks as /opt, of a staged tree
# (`make install` with DESTDIR and PREFIX=/usr). Owns what goes in. Nothing in it knows where it is.
set -eu
tree=$1/usr epoch=$2 out=$3
layer=$1/layer
mkdir -p "$layer/bin" "$layer/lib" "$layer/share/goguard"
cp "$tree/bin/goguard" "$layer/bin/"
cp "$tree/lib/libgoguard.so" "$layer/lib/"
cp -r "$tree/share/goguard/policy" "$layer/share/goguard/"
cp packaging/lambda/bootstrap "$layer/bootstrap"
find "$layer" -type d -exec chmod 755 {} +
find "$layer" -type f -exec chmod 644 {} +
chmod 755 "$layer/bootstrap" "$layer/bin/goguard" "$layer/lib/libgoguard.so"
find "$layer" -exec touch -h -d "@$epoch" {} +
rm -f "$out"
# -X: no owners and no second set of times; the order is ours, times are in UTC
case $out in /*) ;; *) out=$PWD/$out ;; esac
(cd "$layer" && find . -mindepth 1 | sed 's|^\./||' | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$out" -@)
