#!/bin/bash
# Installs what the named workspaces run with, and nothing else, into ./node_modules: packages.sh WORKSPACE…
set -euo pipefail

workspaces=()
for name in "$@"; do workspaces+=(--workspace "@muniment/$name"); done
npm ci --omit=dev "${workspaces[@]}"
node /usr/local/lib/prune.ts "$@"
# Sentry's command line uploads source maps for builds; it is not free software, and nothing here starts it.
rm -rf node_modules/sentry
# Types and maps are for the editor; they are a third of all files.
find node_modules ./*/node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
