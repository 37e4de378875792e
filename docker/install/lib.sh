# shellcheck shell=bash
# What install.sh and ./muniment say and how: findings, phases, questions, locks. Source it; the caller has `set -euo pipefail`.

FAILS=0
WARNS=0
PHASE=''
CHANGES=()

# A finding of a check: ok LABEL TEXT | warn LABEL TEXT REMEDY | bad LABEL TEXT REMEDY. Only `bad` stops an installation.
ok() { printf '  ok    %-14s %s\n' "$1" "$2"; }
warn() {
  WARNS=$((WARNS + 1))
  printf '  warn  %-14s %s\n' "$1" "$2"
  remedy "$3"
}
bad() {
  FAILS=$((FAILS + 1))
  printf '  FAIL  %-14s %s\n' "$1" "$2"
  remedy "$3"
}
remedy() { printf '%s\n' "$1" | sed 's/^/                       -> /'; }

say() { printf '%s\n' "$*"; }
note() { printf '      %s\n' "$*"; }

# Notes something that this run altered; without any, the end says "Nothing changed".
changed() {
  CHANGES+=("$1")
  note "$1"
}

# Ends the run: what happened, and what to do about it.
die() {
  printf '\nStopped%s: %s\n' "${PHASE:+ in phase \"$PHASE\"}" "$1" >&2
  if [ -n "${2:-}" ]; then printf '%s\n' "$2" | sed 's/^/  -> /' >&2; fi
  exit 1
}

milliseconds() { printf '%s' "$((${EPOCHREALTIME/[.,]/} / 1000))"; }

# How long since BEGAN (milliseconds), for people: "0.4 s", "3 min 12 s".
since() {
  local ms=$(($(milliseconds) - $1))
  if ((ms < 60000)); then
    printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
  else
    printf '%d min %d s' $((ms / 60000)) $((ms % 60000 / 1000))
  fi
}

# Runs one phase: phase NUMBER TITLE WHAT-IT-DOES FUNCTION. Prints how long it took.
phase() {
  local began
  began=$(milliseconds)
  PHASE=$2
  printf '\n[%s] %s: %s\n' "$1" "$2" "$3"
  "$4"
  printf '      %s took %s\n' "$2" "$(since "$began")"
  PHASE=''
}

# Asks a yes/no question. --yes answers it; without a terminal to ask on, the answer is no.
confirm() {
  local answer
  if [ "${OPT_YES:-}" = yes ]; then return 0; fi
  if ! { : </dev/tty; } 2>/dev/null; then return 1; fi
  read -r -p "      $1 [y/N] " answer </dev/tty || return 1
  [[ $answer =~ ^[Yy] ]]
}
