# shellcheck shell=bash
# Speaking to Compose about this installation, and waiting until it is well.

# Compose with this installation's name and settings. What .env says wins over what the caller's shell happens to export.
compose() {
  local unset=(-u COMPOSE_FILE -u COMPOSE_PROFILES -u COMPOSE_PROJECT_NAME -u COMPOSE_ENV_FILES) key
  while IFS='=' read -r key _; do
    if [[ $key =~ ^[A-Z_]+$ ]]; then unset+=(-u "$key"); fi
  done <"$MUNIMENT_HOME/.env"
  env "${unset[@]}" docker compose --project-name "$MUNIMENT_PROJECT" --env-file "$MUNIMENT_HOME/.env" -f "$REPO/compose.yaml" "$@"
}

# The administration program in its one-shot container: migrate [WORD…]. Only its answer is on stdout.
migrate() { compose run --rm --no-deps -T migrate node migrations/main.ts "$@" </dev/null; }

# A field of a flat JSON object (no jq on a fresh machine): json_field NAME < JSON
json_field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

# One line per container of this project: service, state, health, exit code, restarts, short id.
containers() {
  local ids
  ids=$(docker ps -aq --filter "label=com.docker.compose.project=$MUNIMENT_PROJECT" --filter 'label=com.docker.compose.oneoff=False')
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086
  docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.ExitCode}} {{.RestartCount}} {{slice .ID 0 12}}' $ids | sort
}

# The ids of the containers that run for long (migrate is made to end).
running_ids() { containers | awk '$1 != "migrate" { print $1, $6 }'; }

# Services that are not well yet, as "name (state)": unwell [SERVICE…]. Empty when all is well.
unwell() {
  containers | awk -v wanted=" $* " '
    wanted != "  " && index(wanted, " " $1 " ") == 0 { next }
    $1 == "migrate" { if ($2 != "exited" || $4 != 0) print $1 " (" $2 ")"; next }
    $2 == "running" && ($3 == "healthy" || $3 == "none") { next }
    { print $1 " (" ($2 == "running" ? $3 : $2) ")" }' | paste -sd ',' | sed 's/,/, /g'
}

# A service that will not get well by waiting: it ended with an error, keeps restarting, or is unhealthy. Empty when there is none.
failing() {
  containers | awk -v wanted=" $* " '
    wanted != "  " && index(wanted, " " $1 " ") == 0 { next }
    ($2 == "exited" && $4 != 0) || ($2 == "restarting" && $5 > 3) || $3 == "unhealthy" { print $1; exit }'
}

# Waits until all (or the named) services are well, telling what it waits for; ends the run with a remedy after SECONDS.
# await_health SECONDS [SERVICE…]
await_health() {
  local limit=$1 began=$SECONDS waiting last='' sick=''
  shift
  while waiting=$(unwell "$@") && [ -n "$waiting" ]; do
    sick=$(failing "$@")
    # A container may be unhealthy for a moment and be restarted: it gets half of the time to recover.
    if [ -n "$sick" ] && ((SECONDS - began > limit / 2)); then break; fi
    if ((SECONDS - began > limit)); then break; fi
    if [ -t 1 ]; then
      printf '\r\033[K      %d s, waiting for: %.100s' $((SECONDS - began)) "$waiting"
    elif [ "$waiting" != "$last" ]; then
      note "$((SECONDS - began)) s, waiting for: $waiting"
      last=$waiting
    fi
    sleep 1
  done
  if [ -t 1 ]; then printf '\r\033[K'; fi
  if [ -z "$waiting" ]; then return 0; fi
  show_sick "${sick:-${waiting%% *}}"
  die "after $((SECONDS - began)) s these are not well: $waiting" "Read the lines above, then: ./muniment doctor
All of its log: ./muniment logs ${sick:-${waiting%% *}}
When the cause is gone, run ./install.sh again; it goes on from here."
}

show_sick() {
  printf '\nThe last lines of %s:\n' "$1" >&2
  logs --no-color --no-log-prefix --tail 20 "$1" >&2 || true
}

# Compose 2.26 puts terminal codes into its lines even where there is no terminal.
logs() {
  if [ -t 1 ]; then compose logs "$@"; else compose logs "$@" | sed -u $'s/\e\\[2K//g'; fi
}
