#!/usr/bin/env bash
# `npm test`: everything, on a machine that has nothing but this clone. Installs the engine by the installer's own step, builds the
# images, checks the sources in a container, installs the appliance beside whatever runs here, drives it, and takes it away.
# What each phase said is in test-results/. The last line is the sum: "N passed, N failed".
#   npm test -- PHASE…      only these (images units installer appliance)
#   TEST_NAME               start of the Compose projects' names (muniment-test)
#   TEST_KEEP=yes           leave the appliance running afterwards, to look at it
set -uo pipefail
umask 022
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit
export REPO=$PWD RESULTS=$PWD/test-results TEST_NAME=${TEST_NAME:-muniment-test} LC_ALL=C.UTF-8
# Images of their own: those of an installation on this machine stay as they are.
export MUNIMENT_VERSION=$TEST_NAME
# The installer's part needs root, like the installer.
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=TEST_NAME,TEST_KEEP,CI bash test/run.sh "$@"; fi
mkdir -p -- "$RESULTS" /run/lock
exec 7>"/run/lock/$TEST_NAME.lock"
flock --nonblock 7 || { printf 'another run of these tests (%s) is under way\n' "$TEST_NAME" >&2; exit 1; }
passed=0 failed=0 table=()

# Runs test/PHASE.sh. What it counted is in test-results/PHASE.count; one that ends badly without a count is a failure itself.
phase() {
  local name=$1 began=$SECONDS ended=ok good=0 bad=0 pid
  printf '\n== %s\n' "$name"
  rm -f -- "$RESULTS/$name.count"
  bash "test/$name.sh" </dev/null 7>&- &
  pid=$!
  # Whoever interrupts this waits until the phase has cleaned up after itself.
  trap 'kill -TERM $pid; wait $pid; exit 130' INT TERM HUP
  wait "$pid" || ended=failed
  trap - INT TERM HUP
  if [ -s "$RESULTS/$name.count" ]; then read -r good bad <"$RESULTS/$name.count"; fi
  if [ "$ended" = failed ] && [ "$bad" = 0 ]; then bad=1; fi
  passed=$((passed + good)) failed=$((failed + bad))
  table+=("$(printf '%-10s %-7s %5d s  %5d passed, %d failed%s' "$name" "$ended" "$((SECONDS - began))" "$good" "$bad" "$([ "$ended" = ok ] || printf '   see test-results/%s*' "$name")")")
  [ "$ended" = ok ]
}

phases=("$@")
if [ $# = 0 ]; then phases=(images units installer appliance); fi
for name in "${phases[@]}"; do
  # Without images there is nothing to run.
  if ! phase "$name" && [ "$name" = images ]; then break; fi
done
printf '\n'
printf '%s\n' "${table[@]}"
printf '%-10s %13d s\n\n' 'in all' "$SECONDS"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
