#!/bin/bash
# Starts PostgreSQL: makes the first data directory if there is none, then the roles (roles.sql), then serves.
set -euo pipefail

root=/var/lib/postgresql
secrets=${POSTGRES_SECRETS_FILE:-/run/secrets/postgres}
bin=/usr/lib/postgresql/17/bin
umask 077

# Only one container may use the volume. The lock is inherited by the server and goes with it, so a postmaster.pid found
# while holding it is a leftover of a crash (process ids repeat in containers, so PostgreSQL itself might believe in it).
exec 9> "$root/lock"
flock --nonblock 9 || { echo "another container is using $root" >&2; exit 1; }

while IFS='=' read -r key value; do
  if [[ $key =~ ^[A-Z_]+$ ]]; then declare "$key=$value"; fi
done < "$secrets"

mkdir -p "$root/generations"
if [ ! -e "$root/current" ]; then
  # A first start that was interrupted begins again: only the finished directory gets its name.
  rm -rf "$root/generations/new"
  initdb_options=(--data-checksums --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8
    --username=postgres --auth=scram-sha-256)
  "$bin/initdb" "${initdb_options[@]}" --pgdata="$root/generations/new" \
    --pwfile=<(printf '%s\n' "$POSTGRES_SUPERUSER_PASSWORD") > /tmp/initdb.log || { cat /tmp/initdb.log >&2; exit 1; }
  mv --no-target-directory "$root/generations/new" "$root/generations/1"
  ln -s generations/1 "$root/current"
  sync "$root" "$root/generations"
fi
data=$(readlink -f "$root/current")
rm -f "$data/postmaster.pid"

options="-c config_file=/etc/muniment/postgresql.conf"
stop() { "$bin/pg_ctl" -D "$data" -m fast -w stop > /dev/null 2>&1 || true; }
trap 'stop; exit 1' EXIT
trap 'exit 143' TERM INT

# Nobody gets in over the network before the roles are as they should be. A crash is recovered from here as well.
"$bin/pg_ctl" --silent -D "$data" -o "$options -c listen_addresses=''" -w -t 7200 start >&2
# Passwords go in through the standard input: a command line can be read by others.
{
  printf "\\set %s '%s'\n" owner "$OWNER_PASSWORD" server "$SERVER_PASSWORD" admin "$ADMIN_PASSWORD" \
    auth "$AUTH_PASSWORD" worker "$WORKER_PASSWORD" outbound "$OUTBOUND_PASSWORD" backup "$BACKUP_PASSWORD"
  cat /etc/muniment/roles.sql
  printf "\\connect postgres\nset log_min_error_statement = panic;\nalter role postgres password '%s';\n" \
    "$POSTGRES_SUPERUSER_PASSWORD"
} | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username=postgres --dbname=postgres
stop

trap - EXIT TERM INT
# shellcheck disable=SC2086 # two words
exec "$bin/postgres" -D "$data" $options ${POSTGRES_OPTIONS:-}
