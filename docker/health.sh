#!/bin/bash
# Health check of every container: health COMMAND [ARGUMENT…]
# Docker restarts a container that ends, never one that is merely sick. So after HEALTH_FAILURES failures in a row the
# program is ended here; tini (PID 1) then exits and the restart policy brings the container back.
# Until its first success a program is starting (a database may be replaying its log) and gets more patience.
set -uo pipefail

limit=${HEALTH_FAILURES:-5}
starting_limit=${HEALTH_STARTING_FAILURES:-120}
count_file=/tmp/.health-failures
started_file=/tmp/.health-started

if timeout --kill-after=1 "${HEALTH_TIMEOUT:-5}" "$@"; then
  echo 0 > "$count_file"
  : > "$started_file"
  exit 0
fi

failures=$(($(cat "$count_file" 2> /dev/null || echo 0) + 1))
echo "$failures" > "$count_file"
[ -e "$started_file" ] || limit=$starting_limit
echo "failure $failures of $limit: $*"
[ "$failures" -ge "$limit" ] || exit 1

children() {
  awk '/^Pid:/ { pid = $2 } /^PPid:/ && $2 == 1 { print pid }' /proc/[0-9]*/status 2> /dev/null
}
# shellcheck disable=SC2046 # process ids, one word each
kill -s "${HEALTH_SIGNAL:-TERM}" $(children) 2> /dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  sleep 1
  [ -n "$(children)" ] || exit 1
done
# shellcheck disable=SC2046
kill -s KILL $(children) 2> /dev/null
exit 1
