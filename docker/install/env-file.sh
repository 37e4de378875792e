# shellcheck shell=bash
# .env, the settings Compose reads: part of the configuration phase, and of `./muniment hostname`.

# Writes the settings: those the installer decides are brought up to date, the others are added where they are absent and else left alone.
configure_env() {
  local content='' header='# Settings of this Muniment. After a change: ./muniment up'
  if [ -e "$ENV_FILE" ]; then content=$(cat -- "$ENV_FILE"); fi
  NEW_ENV=${content:-$header}
  set_env MUNIMENT_PROJECT "$MUNIMENT_PROJECT"
  set_env MUNIMENT_HOME "$MUNIMENT_HOME"
  set_env MUNIMENT_VERSION "$MUNIMENT_VERSION"
  set_env MUNIMENT_HOSTNAME "$MUNIMENT_HOSTNAME"
  set_env MUNIMENT_PORT "$MUNIMENT_PORT"
  set_env MUNIMENT_ORIGIN "$MUNIMENT_ORIGIN"
  set_env MUNIMENT_TIMEZONE "${MUNIMENT_TIMEZONE:-Etc/UTC}"
  if [ -n "$OPT_CERT" ]; then set_env MUNIMENT_CERT own; else add_env MUNIMENT_CERT internal; fi
  add_env MUNIMENT_NO_EGRESS false
  add_env UPLOAD_LIMIT_BYTES 100000000
  add_env DISK_FLOOR_BYTES 3000000000
  add_env SIGNATURES_MAX_AGE_DAYS 30
  add_env INTEGRITY_HOUR 2
  add_env INTEGRITY_DAYS 30
  add_env INTEGRITY_MB_PER_SECOND 50
  add_env SESSION_IDLE_MINUTES 720
  add_env SESSION_MAX_HOURS 168
  add_env LOG_LEVEL info
  add_env SENTRY_DSN ''
  if [ "$NEW_ENV" = "$content" ]; then
    note "settings: $ENV_FILE, unchanged"
  else
    tell_env_changes "$content"
    printf '%s\n' "$NEW_ENV" | write_file "$ENV_FILE" 0644
  fi
}

# Says which settings get another value; a value that was only added is not worth a line of its own.
tell_env_changes() {
  local line key old
  if [ -z "$1" ]; then
    changed "settings: made $ENV_FILE"
    return
  fi
  while IFS= read -r line; do
    key=${line%%=*}
    old=$(grep -m 1 "^$key=" <<<"$1" || true)
    if [ -z "$old" ]; then changed "settings: added $line"; elif [ "$old" != "$line" ]; then changed "settings: $key is now ${line#*=} (was ${old#*=})"; fi
  done < <(grep '^[A-Z]' <<<"$NEW_ENV")
}

set_env() {
  local line rest
  line=$1=$(quoted "$2")
  if ! grep -q "^$1=" <<<"$NEW_ENV"; then
    NEW_ENV+=$'\n'$line
  else
    rest=''
    while IFS= read -r old; do
      if [[ $old == "$1="* ]]; then old=$line; fi
      rest+=${rest:+$'\n'}$old
    done <<<"$NEW_ENV"
    NEW_ENV=$rest
  fi
}
add_env() { if ! grep -q "^$1=" <<<"$NEW_ENV"; then set_env "$1" "$2"; fi; }

# As Compose reads it: single quotes keep spaces, # and $ as they are (a quote itself is refused by the options).
quoted() { if [[ $1 =~ ^[A-Za-z0-9_./:@,+-]*$ ]]; then printf '%s' "$1"; else printf "'%s'" "$1"; fi; }
