# shellcheck shell=bash disable=SC2034
# ./muniment up | down | logs | upgrade | hostname: running it.

verb_up() {
  lock_home
  phase up Start 'starts every service and waits until all are well' start
  say "$MUNIMENT_ORIGIN"
}

verb_down() {
  lock_home
  take_down ''
  say 'Stopped. All data stays; start again with: ./muniment up'
}

# take_down "" keeps the data, take_down --volumes does not. Compose forgets networks that another setting named.
take_down() {
  local networks
  compose down --remove-orphans ${1:+"$1"}
  networks=$(docker network ls -q --filter "label=com.docker.compose.project=$MUNIMENT_PROJECT")
  if [ -n "$networks" ]; then xargs -d '\n' docker network rm <<<"$networks" >/dev/null || true; fi
}

# Anything that `docker compose logs` takes: a service, -f, --since 1h.
verb_logs() {
  local limit=()
  if [[ " $* " != *' --tail'* && " $* " != *' --since'* ]]; then limit=(--tail 200); fi
  logs "${limit[@]}" "$@"
}

# The sources or the bundle beside this program are the new version (git pull, or unpack it here first).
verb_upgrade() { exec "$REPO/install.sh" --yes --home "$MUNIMENT_HOME" "$@"; }

verb_hostname() {
  if (($# != 1)) || ! valid_hostname "$1"; then usage_error 'muniment hostname NAME: a host name (rooms.example.com) or an address (192.168.1.20)'; fi
  lock_home
  OPT_HOSTNAME=${1,,}
  load_settings
  configure_env
  if [ "$(env_value "$ENV_FILE" MUNIMENT_CERT)" = own ]; then
    note "the certificate stays the one you gave; if it does not name $MUNIMENT_HOSTNAME: ./install.sh --yes --cert FILE --key FILE"
  fi
  phase hostname Start 'starts anew what has to know the name' start
  say
  say "The address is now $MUNIMENT_ORIGIN"
  say 'People sign in again there; links made before still carry the old name.'
}
