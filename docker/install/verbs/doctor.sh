# shellcheck shell=bash
# ./muniment doctor: looks at everything it can, and says with each finding what to do. False when something is broken.

EXAMINATIONS=(daemon disk memory clock port secrets services images signatures certificate work)

verb_doctor() {
  local examination
  FAILS=0 WARNS=0
  for examination in "${EXAMINATIONS[@]}"; do
    case $examination in
      daemon | disk | memory | clock | port) "check_$examination" ;;
      *) "examine_$examination" ;;
    esac || warn "$examination" 'could not be looked at' 'Look at ./muniment logs, then try again.'
    # Without an engine nothing else can be known.
    if [ "$examination" = daemon ] && ! docker_answers; then
      bad 'Services' 'the engine does not answer, so nothing can run' 'Start it: systemctl start docker (without systemd: ./install.sh --yes), then ask again.'
      return 1
    fi
  done
  say
  if ((FAILS + WARNS == 0)); then say 'All is well.'; else say "$FAILS to repair, $WARNS to know about."; fi
  ((FAILS == 0))
}

examine_services() {
  local line service state health restarts wrong=0
  if [ -z "$(containers)" ]; then
    bad 'Services' 'none is there' 'Start them: ./muniment up'
    return
  fi
  while read -r line; do
    read -r service state health _ restarts _ <<<"$line"
    if [ "$service" = migrate ]; then continue; fi
    if [ "$state" != running ]; then
      bad 'Services' "$service is $state" "See why: ./muniment logs $service. Then: ./muniment up"
    elif [ "$health" = unhealthy ]; then
      bad 'Services' "$service runs but is not well" "It is restarted by itself within a minute or two; if it stays: ./muniment logs $service"
    elif [ "$health" = starting ]; then
      warn 'Services' "$service is starting" 'Ask again in a minute.'
    elif ((restarts > 2)); then
      warn 'Services' "$service was restarted $restarts times" "See why: ./muniment logs $service. Often: not enough memory."
    else
      continue
    fi
    wrong=$((wrong + 1))
  done < <(containers)
  if [ -n "$(unwell migrate)" ]; then
    bad 'Database' 'the last migration did not end well' 'See why: ./muniment logs migrate. Then: ./muniment up'
  elif ((wrong == 0)); then
    ok 'Services' "$(running_ids | wc -l) run and are well"
  fi
}

# Each secret must be there, and readable by its consumer alone.
examine_secrets() {
  local pair consumer owner found wrong=0
  for pair in "${SECRET_OWNERS[@]}"; do
    consumer=${pair%%=*} owner=${pair#*=}
    found=$(stat -c '%a %u' -- "$MUNIMENT_HOME/secrets/$consumer" 2>/dev/null || true)
    if [ "$found" = "400 $owner" ]; then continue; fi
    wrong=$((wrong + 1))
    if [ -z "$found" ] && [ "$(probe_uid)" != 0 ]; then
      warn 'Secrets' 'cannot be looked at without root' 'sudo ./muniment doctor'
      return
    elif [ -z "$found" ]; then
      bad 'Secrets' "$consumer is missing" 'Bring back secrets/ from your backup, or let ./install.sh make a new one.'
    else
      bad 'Secrets' "$consumer has mode and owner $found instead of 400 $owner" './install.sh corrects it.'
    fi
  done
  if ((wrong == 0)); then ok 'Secrets' "${#SECRET_OWNERS[@]} files, each readable by its consumer alone"; fi
}
