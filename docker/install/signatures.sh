# shellcheck shell=bash
# Virus signatures: imported, fetched, or (for a demo) the trial set. Part of the start phase and of `./muniment signatures`.

# official, imported or trial; empty while there are none.
signatures_kind() { compose exec -T clamav cat /var/lib/clamav/state.json </dev/null 2>/dev/null | json_field kind || true; }

import_signatures() {
  local answer name=${1##*/}
  if ! answer=$(compose exec -T clamav signatures-import - "$name" <"$1" 2>&1); then
    die "${answer:-the scanner did not take $1}" 'Give a signatures file as its publisher made it (main.cvd, daily.cvd, bytecode.cvd, or a tar of them), complete and unchanged.'
  fi
  changed "virus signatures: $answer"
}

take_signatures() {
  local kind
  if [ -n "$OPT_SIGNATURES" ]; then import_signatures "$OPT_SIGNATURES"; fi
  kind=$(signatures_kind)
  if [ -z "$kind" ] && [ -n "$OPT_DEMO" ]; then
    await_fetched_signatures 180
    kind=$(signatures_kind)
    if [ -z "$kind" ]; then
      compose exec -T clamav signatures-trial </dev/null >/dev/null || die 'the trial signatures could not be installed' 'See ./muniment logs clamav, then run this again.'
      kind=trial
      changed 'virus signatures: the trial set, for the demo'
      await_health 120 clamav
    fi
  fi
  tell_signatures "$kind"
}

# The scanner fetches by itself. Waits until it has, or has said that it cannot.
await_fetched_signatures() {
  local began=$SECONDS
  if [ "$(env_value "$ENV_FILE" MUNIMENT_NO_EGRESS)" = true ]; then return 0; fi
  note 'waiting for the scanner to fetch virus signatures'
  while [ -z "$(signatures_kind)" ] && ((SECONDS - began < $1)); do
    if compose logs --no-color --tail 50 clamav 2>/dev/null | grep -q 'could not be fetched'; then return 0; fi
    sleep 2
  done
}

tell_signatures() {
  case $1 in
    '')
      note 'NO VIRUS SIGNATURES YET: uploads are taken, but nobody can open them before they were checked.'
      note 'With internet, the scanner fetches them by itself within minutes. Without, fetch main.cvd, daily.cvd and bytecode.cvd'
      note 'on another machine and run: ./muniment signatures import FILE (for each, or for a tar of them)'
      ;;
    trial)
      note 'TRIAL VIRUS SIGNATURES: they know nothing but test viruses, and stay until real ones are imported.'
      note 'For anything but a trial: ./muniment signatures import FILE'
      ;;
    *) note "virus signatures: $1" ;;
  esac
}
