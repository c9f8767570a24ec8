#!/bin/sh
# build.sh OUTPUT: downloads AWS's client of the Runtime API through the Go module proxy and builds the
# function with it. Writes below $GO_HOME and OUTPUT only: go.mod and go.sum of this build are there,
# not among the sources. LAMBDA_SDK is the version; an older Go needs an older one.
set -u
here=$(cd "$(dirname "$0")" && pwd)
version=${LAMBDA_SDK:-v1.55.1}
go=$(sh "$here/../../../../tools/go.sh") || { echo "goguard: error: cannot build '$1': there is no go" >&2; exit 1; }
export GOENV=off GOWORK=off GOTOOLCHAIN=local GOPROXY="${GOPROXY:-https://proxy.golang.org}" GOPATH="$GO_HOME/path" \
	GOCACHE="$GO_HOME/cache" GOFLAGS='-buildvcs=false -mod=mod' XDG_CONFIG_HOME="$GO_HOME/config" CGO_ENABLED=0
sdk=$GO_HOME/lambda-sdk
mkdir -p "$sdk" && cp "$here/../../go.mod" "$sdk/go.mod" && cd "$here" || exit 1
if ! timeout 30 "$go" list -modfile="$sdk/go.mod" -m "github.com/aws/aws-lambda-go@$version" >/dev/null; then
	echo "goguard: error: cannot build '$1': the Go module proxy was not reached" >&2
	exit 1
fi
timeout 120 "$go" get -modfile="$sdk/go.mod" "github.com/aws/aws-lambda-go@$version" &&
	timeout 300 "$go" build -modfile="$sdk/go.mod" -tags lambdasdk -o "$1" .
