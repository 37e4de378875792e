# shellcheck shell=bash
# Running things: locks between installers, and long commands that show they are alive. Source it after lib.sh.

# Where a lock lives. Outside of MUNIMENT_HOME, so that taking one changes nothing there.
lock_file() {
  local folder=/run/lock
  [ -w "$folder" ] || folder=${TMPDIR:-/tmp}
  printf '%s/muniment-%s.lock' "$folder" "$1"
}

# Keeps others out until this process ends: lock FD NAME. False at once when somebody else holds it; their pid is in the file.
lock() {
  local file
  file=$(lock_file "$2")
  eval "exec $1>>\"\$file\""
  flock -n "$1" || return 1
  printf '%s\n' "$$" >"$file"
}

# One installer or verb at a time for one home.
lock_home() {
  local name
  if [ "$(probe_uid)" != 0 ]; then die 'this needs root' 'Run it again with sudo.'; fi
  name=$(printf '%s' "$MUNIMENT_HOME" | cksum | cut -d' ' -f1)
  lock 9 "$name" || die "another installation or upgrade of $MUNIMENT_HOME is running (process $(tail -n 1 "$(lock_file "$name")"))" \
    'Wait until it has ended, then run this again.'
}

# Two installers of different homes share the engine and its images: the second waits.
lock_images() {
  if lock 8 images; then return 0; fi
  note "another installer is working on the engine or the images (process $(tail -n 1 "$(lock_file images)")); waiting for it"
  flock 8
}
unlock_images() { exec 8>&-; }

# Runs a command that leaves processes behind (a daemon, a package's service), so that they do not hold our locks for ever.
unlocked() { "$@" 8>&- 9>&-; }

# Pipes a long command's output into a log: `command 2>&1 | progress WHAT LOG`. One live line on a terminal, else one every 30 s.
progress() {
  local line last='' began shown status
  began=$(milliseconds)
  shown=$SECONDS
  while true; do
    status=0
    IFS= read -r -t 2 line || status=$?
    if [ "$status" -eq 0 ]; then
      printf '%s\n' "$line" >>"$2"
      last=$line
    elif [ "$status" -gt 128 ]; then
      printf '%s' "$line" >>"$2"
    else
      printf '%s' "$line" >>"$2"
      break
    fi
    if [ -t 1 ]; then
      printf '\r\033[K      %s, %s  %.70s' "$1" "$(since "$began")" "$last"
    elif ((SECONDS - shown >= 30)); then
      printf '      %s, %s: %.100s\n' "$1" "$(since "$began")" "$last"
      shown=$SECONDS
    fi
  done
  if [ -t 1 ]; then printf '\r\033[K'; fi
}

# Runs a long command with its output in the log, and ends the run with the log's last lines if it fails: run_logged WHAT LOG CMD…
run_logged() {
  local what=$1 log=$2
  shift 2
  printf '\n--- %s: %s\n' "$(date '+%F %T')" "$*" >>"$log"
  if "$@" 2>&1 </dev/null | progress "$what" "$log"; then return 0; fi
  tail -n 25 "$log" >&2
  return 1
}
