# shellcheck shell=bash
# ./muniment status: what runs, where, and whether uploads are being checked. False when something is not well.

verb_status() {
  local answer waiting
  printf 'Muniment "%s", version %s, at %s\n' "$MUNIMENT_PROJECT" "$MUNIMENT_VERSION" "$MUNIMENT_ORIGIN"
  printf 'Settings and secrets in %s\n\n' "$MUNIMENT_HOME"
  if [ -z "$(containers)" ]; then
    say 'It is down. Start it: ./muniment up'
    return 1
  fi
  printf '  %-12s %-12s %s\n' service state health
  containers | awk '$1 != "migrate" { printf("  %-12s %-12s %s%s\n", $1, $2, ($3 == "none" ? "-" : $3), ($5 > 0 ? " (restarted " $5 " times)" : "")) }'
  say
  waiting=$(unwell)
  if [ -n "$waiting" ]; then
    say "Not well: $waiting. Ask: ./muniment doctor"
    return 1
  fi
  if answer=$(migrate status 2>/dev/null); then
    printf 'Organizations: %s. Uploads waiting for the virus check: %s. Virus signatures: %s.\n' \
      "$(json_field organizations <<<"$answer")" "$(json_field waiting <<<"$answer")" "$(signatures_kind | grep . || printf none)"
    if [ "$(json_field setupNeeded <<<"$answer")" = true ]; then say 'Nobody has used the setup link yet. A new one: ./muniment setup-link'; fi
  fi
  say 'All is well.'
}
