# shellcheck shell=bash
# Phase 6: every service is started and waited for until it is well; then virus signatures, where they were given.

start() {
  local log=$MUNIMENT_HOME/install.log before after
  before=${RUNNING_BEFORE-$(running_ids)}
  recreate_noted "$log"
  if ! run_logged 'starting the services' "$log" compose up -d --remove-orphans; then
    show_sick "$(failing | grep . || printf migrate)"
    die 'the services could not be started' "The last lines are above, all of them in $log. Then: ./muniment doctor"
  fi
  await_health 300
  after=$(running_ids)
  if [ "$before" = "$after" ]; then
    note "$(wc -l <<<"$after") services run and are well; none was touched"
  else
    changed "$(comm -13 <(sort <<<"$before") <(sort <<<"$after") | wc -l) of $(wc -l <<<"$after") services started anew; all are well"
  fi
  take_signatures
  copy_root_certificate
}

# Services whose secrets or certificate changed: Compose does not look inside of files, so it would leave them as they are.
recreate_noted() {
  local list=$MUNIMENT_HOME/.recreate services
  [ -s "$list" ] || return 0
  services=$(sort -u "$list" | grep -vx migrate || true)
  # shellcheck disable=SC2086
  if [ -n "$services" ]; then
    run_logged 'starting services with new secrets' "$1" compose up -d --no-deps --force-recreate $services ||
      die "could not restart: $services" "The last lines are above, all of them in $1."
  fi
  rm -f -- "$list"
}

# The root of the internal authority, for the browsers of the house. With a certificate of one's own there is none.
copy_root_certificate() {
  local file=$MUNIMENT_HOME/muniment-root-ca.crt root
  if [ "$(env_value "$ENV_FILE" MUNIMENT_CERT)" = own ]; then return 0; fi
  root=$(compose exec -T proxy cat /data/pki/authorities/local/root.crt </dev/null 2>/dev/null || true)
  if [ -z "$root" ]; then
    note 'the root certificate of the internal authority is not there yet; ./install.sh again will copy it'
  elif [ "$root" != "$(cat -- "$file" 2>/dev/null || true)" ]; then
    printf '%s\n' "$root" | write_file "$file" 0644
  fi
}

# SHA-256 of a PEM certificate, as browsers show it. Without openssl, which a fresh machine may not have.
fingerprint() { sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{/CERTIFICATE/!p;/END/q}' "$1" | base64 -d | sha256sum | cut -c1-64 | tr a-f A-F | sed 's/../&:/g; s/:$//'; }
