#!/usr/bin/env bash
# Installs Muniment on this machine, or brings an installation up to date. Thin on purpose: each step is in docker/install/.
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8

REPO=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
STEPS=$REPO/docker/install
# shellcheck source-path=SCRIPTDIR
for part in lib run options settings stack checks/machine checks/resources checks/time checks/docker checks/network checks/place checks/certificate engine-packages engine-daemon env-file \
  secrets certificate base-image signatures 10-preflight 20-engine 30-configuration 40-images 50-database 60-start 70-administrator 80-demo; do
  # shellcheck source=/dev/null
  . "$STEPS/$part.sh"
done

interrupted() {
  trap '' INT TERM HUP
  printf '\nInterrupted%s. What is done stays done: run the same command again, and it goes on from there.\n' "${PHASE:+ in phase \"$PHASE\"}" >&2
  exit 130
}

# What nobody foresaw must not end the program without a word.
unforeseen() { if [ "$BASH_SUBSHELL" = 0 ]; then printf '\nStopped%s by an error in this program: "%s" (%s, line %s). Please report it.\n' "${PHASE:+ in phase \"$PHASE\"}" "$1" "${2##*/}" "$3" >&2; fi; }

main() {
  local began phases=7
  began=$(milliseconds)
  parse_options "$@"
  load_settings
  if [ -n "$OPT_CHECK" ]; then
    phase 1/1 Preflight 'looks at this machine; changes nothing' preflight
    return
  fi
  if [ -n "$OPT_DEMO" ]; then phases=8; fi
  set -E
  trap 'unforeseen "$BASH_COMMAND" "${BASH_SOURCE[0]}" "$LINENO"' ERR
  trap interrupted INT TERM HUP
  trap clean_up EXIT
  phase "1/$phases" Preflight 'looks at this machine; changes nothing' preflight
  lock_home
  phase "2/$phases" Engine 'Docker, Compose and buildx' engine
  phase "3/$phases" Configuration 'settings and secrets' configuration
  phase "4/$phases" Images 'loads or builds what the services run' images
  phase "5/$phases" Database 'starts the stores, brings tables and buckets up to date' database
  phase "6/$phases" Start 'starts every service and waits until all are well' start
  phase "7/$phases" Administrator 'the first one gets a link' administrator
  if [ -n "$OPT_DEMO" ]; then phase "8/$phases" Demo 'an organization to look around in' demo; fi
  tell_result "$(since "$began")"
}

main "$@"
