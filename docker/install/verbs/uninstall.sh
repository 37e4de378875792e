# shellcheck shell=bash disable=SC2034
# ./muniment uninstall: takes the services away. The data goes only when told twice: --delete-data, and the project's name.

verb_uninstall() {
  local delete='' name='' yes=''
  while (($#)); do
    case $1 in
      --delete-data) delete=yes ;;
      --yes | -y) yes=yes ;;
      --confirm)
        name=${2:-}
        if (($# > 1)); then shift; fi
        ;;
      *) usage_error 'muniment uninstall [--yes] [--delete-data [--confirm PROJECT]]' ;;
    esac
    shift
  done
  lock_home
  OPT_YES=$yes
  if [ -n "$delete" ]; then delete_everything "$name"; else remove_services; fi
}

remove_services() {
  confirm "Stop \"$MUNIMENT_PROJECT\" and remove its services? The data stays." || die 'nothing was removed' 'Answer y, or: ./muniment uninstall --yes'
  take_down ''
  say
  say "The services are gone. Kept: the data (docker volume ls --filter label=com.docker.compose.project=$MUNIMENT_PROJECT)"
  say "and the settings and secrets in $MUNIMENT_HOME. ./install.sh brings everything back."
  say 'To delete the data too, for good: ./muniment uninstall --delete-data'
}

delete_everything() {
  local name=$1 volumes images
  if [ -z "$name" ] && { : </dev/tty; } 2>/dev/null; then
    say "This deletes every document, every account and every secret of \"$MUNIMENT_PROJECT\" on this machine, for good."
    read -r -p "Type the name of the project to go on: " name </dev/tty || true
  fi
  if [ "$name" != "$MUNIMENT_PROJECT" ]; then
    die "nothing was deleted: the name of the project (\"$MUNIMENT_PROJECT\") was not confirmed" "Type it when asked, or: ./muniment uninstall --delete-data --confirm $MUNIMENT_PROJECT"
  fi
  take_down --volumes
  volumes=$(probe_project_volumes || true)
  if [ -n "$volumes" ]; then xargs -d '\n' docker volume rm <<<"$volumes" >/dev/null; fi
  rm -rf -- "$MUNIMENT_HOME/secrets" "$MUNIMENT_HOME/certificates"
  rm -f -- "$ENV_FILE" "$MUNIMENT_HOME/.recreate" "$MUNIMENT_HOME/muniment-root-ca.crt" "$MUNIMENT_HOME/install.log"
  if [ -L "$MUNIMENT_HOME/muniment" ]; then rm -f -- "$MUNIMENT_HOME/muniment"; fi
  images=$(image_names | paste -sd ' ')
  say
  say "\"$MUNIMENT_PROJECT\" is deleted. Kept: Docker itself, and the images (docker image rm $images)."
}
