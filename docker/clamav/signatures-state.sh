#!/bin/bash
# Notes which signatures are in use, for the worker and the browser: signatures-state official|imported|trial [ISO TIME]
# The time is how recent the signatures are known to be.
set -euo pipefail
updated=${2:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}
umask 022
printf '{"kind":"%s","updatedAt":"%s"}\n' "$1" "$updated" > /var/lib/clamav/.state.json
mv /var/lib/clamav/.state.json /var/lib/clamav/state.json
