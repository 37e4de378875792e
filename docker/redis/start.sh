#!/bin/bash
# Starts Redis with one user per process; the passwords come from the secrets file and are kept as hashes only.
set -euo pipefail
umask 077

hash() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }
# What could stop or reconfigure the server is no process's business; INFO is asked by the clients themselves.
rights='~* &* +@all -@admin -@dangerous +info'

while IFS='=' read -r key value; do
  if [[ $key =~ ^[A-Z]+_PASSWORD$ ]]; then declare "$key=$value"; fi
done < "${REDIS_SECRETS_FILE:-/run/secrets/redis}"

{
  if [ "${REDIS_OPEN:-false}" = true ]; then
    echo 'user default on nopass ~* &* +@all' # unit tests only: test/compose.yaml
  else
    echo 'user default off nopass resetkeys resetchannels -@all'
  fi
  for user in server worker outbound backup; do
    password=${user^^}_PASSWORD
    echo "user $user on #$(hash "${!password}") $rights"
  done
  # For the health check and for operators inside the container (see operator.sh); new at every start.
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > /tmp/operator
  echo "user operator on #$(hash "$(cat /tmp/operator)") ~* &* +@all"
} > /tmp/users.acl

# Everything in here can be made again from PostgreSQL, so a log too damaged to be read must not keep the service down.
manifest=/data/appendonlydir/appendonly.aof.manifest
if [ -e "$manifest" ] && ! redis-check-aof "$manifest" > /tmp/check-aof.log 2>&1 &&
  ! redis-check-aof --fix "$manifest" >> /tmp/check-aof.log 2>&1 <<< y; then
  echo 'the append-only file is damaged beyond repair: set aside, starting empty' >&2
  tail -n 5 /tmp/check-aof.log >&2
  rm -rf /data/damaged
  mv /data/appendonlydir /data/damaged
fi

exec redis-server /etc/muniment/redis.conf
