#!/bin/bash
# Fetches the official signatures for as long as the container runs: every two hours, after a failure every 15 minutes.
# A machine without internet fails here for ever, which must not touch clamd. Trial signatures are left as they are.
set -uo pipefail
trap 'kill $(jobs -p) 2> /dev/null; exit 143' TERM INT

while true; do
  pause=7200
  if ! grep -qs '"kind":"trial"' /var/lib/clamav/state.json; then
    freshclam --config-file=/etc/muniment/freshclam.conf --quiet &
    if wait $!; then
      signatures-state official
    else
      pause=900
      echo 'virus signatures could not be fetched: trying again in 15 minutes' >&2
    fi
  fi
  sleep "$pause" &
  wait $!
done
