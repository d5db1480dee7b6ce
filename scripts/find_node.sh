#!/bin/sh
# Puts into $1/node/bin the Node that the front end is built with: nothing when the machine's own suits
# (20.19+, 22.12+ or later), else the one that comes as a Python wheel.
set -eu
suits='const [a, b] = process.versions.node.split(".").map(Number);
       process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a >= 23 ? 0 : 1)'
rm -rf "$1/node"
mkdir -p "$1/node/bin"
if node -e "$suits" >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then
    exit 0
fi
echo "No suitable Node here: installing one into $1..."
"$1/bin/python" -m pip --disable-pip-version-check install --quiet --require-hashes -r locks/node.txt
for tool in node npm npx; do
    ln -s "../../bin/$tool" "$1/node/bin/$tool"
done
