#!/bin/bash
# Asks clamd one thing and prints its answer: clamd-ask PING|VERSION|RELOAD|STATS
set -euo pipefail
exec 3<> /dev/tcp/127.0.0.1/3310
printf 'z%s\0' "$1" >&3
IFS= read -r -d '' -t 30 answer <&3
printf '%s\n' "$answer"
