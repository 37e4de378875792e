# shellcheck shell=bash
# Preflight: the folder of this installation, what is there already, and the files that were named.

check_home() {
  local folder=$MUNIMENT_HOME
  if [[ $folder =~ [\'\"\$\\:\`] || $folder =~ [[:cntrl:]] ]]; then
    bad 'Folder' "$folder has quotes, \$, \\, a colon or control characters in its name" 'Move Muniment to a folder without them, or give one: --home /srv/muniment'
    return
  fi
  while [ ! -e "$folder" ]; do folder=$(dirname -- "$folder"); done
  if [ ! -d "$folder" ]; then
    bad 'Folder' "$folder is a file" 'Give a folder: --home /srv/muniment'
  elif [ ! -w "$folder" ] || ! probe_writable "$folder"; then
    bad 'Folder' "$folder cannot be written to" 'Correct its rights, mount it writable, or give another folder: --home /srv/muniment'
  else
    ok 'Folder' "$MUNIMENT_HOME"
  fi
}
# root may write by mode where the file system says no.
probe_writable() { [ -z "$(findmnt --noheadings --output OPTIONS --target "$1" 2>/dev/null | tr ',' '\n' | grep -x ro || true)" ]; }

# fresh: nothing of it is here. complete: configured and with containers. partial: something stopped in between.
installation_state() {
  local env=no secrets=no stack=no
  if [ -e "$ENV_FILE" ]; then env=yes; fi
  if [ -e "$MUNIMENT_HOME/secrets/server" ] && [ -e "$MUNIMENT_HOME/secrets/postgres" ]; then secrets=yes; fi
  if [ -n "$(probe_project_containers)" ]; then stack=yes; fi
  case $env$secrets$stack in
    nonono) printf fresh ;;
    yesyesyes) printf complete ;;
    *) printf partial ;;
  esac
}
probe_project_containers() { docker_answers && docker ps -aq --filter "label=com.docker.compose.project=$MUNIMENT_PROJECT" 2>/dev/null; }
probe_project_volumes() { docker_answers && docker volume ls -q --filter "label=com.docker.compose.project=$MUNIMENT_PROJECT" 2>/dev/null; }
# The .env files of the containers of this project: more than ours means that the name is taken by another installation.
probe_project_env() {
  docker_answers && docker ps -a --filter "label=com.docker.compose.project=$MUNIMENT_PROJECT" --format '{{.Label "com.docker.compose.project.environment_file"}}' 2>/dev/null | sort -u
}

check_installation() {
  local other stored
  stored=$(env_value "$ENV_FILE" MUNIMENT_PROJECT)
  other=$(probe_project_env | grep -vxF -e "$ENV_FILE" -e '' | head -n 1 || true)
  if [ -n "$stored" ] && [ "$stored" != "$MUNIMENT_PROJECT" ]; then
    bad 'Installation' "$MUNIMENT_HOME belongs to the installation \"$stored\"" "Leave --project away, or give the new installation a folder of its own: --home DIR"
  elif [ -n "$other" ]; then
    bad 'Installation' "the project name \"$MUNIMENT_PROJECT\" is in use by the installation in $(dirname -- "$other")" 'Give that folder (--home), or another name (--project NAME).'
  else
    report_state
  fi
}

report_state() {
  case $(installation_state) in
    fresh)
      if [ -n "$(probe_project_volumes)" ]; then
        warn 'Installation' 'data of an earlier installation is here, but not its configuration and secrets' \
          'Give its folder (--home DIR) if it exists. Going on makes new secrets and keeps the data; everybody has to sign in again.'
      else
        ok 'Installation' 'none yet'
      fi
      ;;
    complete) ok 'Installation' 'complete; it will be brought up to date, secrets and data stay' ;;
    partial) ok 'Installation' 'unfinished or taken down; it will be completed, what is there stays' ;;
  esac
}

check_signatures() {
  if [ -z "$OPT_SIGNATURES" ]; then return 0; fi
  if [ -f "$OPT_SIGNATURES" ] && [ -r "$OPT_SIGNATURES" ] && [ -s "$OPT_SIGNATURES" ]; then
    ok 'Signatures' "$OPT_SIGNATURES"
  else
    bad 'Signatures' "$OPT_SIGNATURES is not a file that can be read" 'Give the path of the signatures file.'
  fi
}
