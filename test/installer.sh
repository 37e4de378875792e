#!/usr/bin/env bash
# Phase of test/run.sh: the installer's own tests, on this very machine.
set -uo pipefail
status=0
bash "$REPO/docker/install/test.sh" >"$RESULTS/installer.log" 2>&1 || status=$?
grep -v '^ok ' "$RESULTS/installer.log" | sed 's/^/  /'
sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$RESULTS/installer.log" >"$RESULTS/installer.count"
exit "$status"
