#!/bin/bash
# Waits until there are virus signatures, then runs clamd; beside it the updates, where the appliance may go out.
# Without signatures the container is idle and well: uploads wait, and the worker says why.
set -euo pipefail
shopt -s nullglob

# Streams of a clamd that was killed.
find /scan -mindepth 1 -delete
[ "${SIGNATURES:-}" != trial ] || signatures-present || signatures-trial

trap 'kill $(jobs -p) 2> /dev/null; wait; exit 143' TERM INT
if [ "${MUNIMENT_NO_EGRESS:-false}" != true ]; then
  signatures-updates &
fi

signatures-present || echo 'no virus signatures yet: waiting for an update or an import'
until signatures-present; do
  sleep 2 &
  wait $!
done

clamd --config-file=/etc/muniment/clamd.conf &
# Updates may fail or end as they like; without clamd there is nothing left to do here.
wait $! && code=0 || code=$?
echo "clamd ended with $code" >&2
# shellcheck disable=SC2046 # process ids, one word each
kill $(jobs -p) 2> /dev/null || true
exit "$code"
