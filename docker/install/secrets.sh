# shellcheck shell=bash
# Secrets: one file per consumer, readable by that account alone. Part of the configuration phase; doctor looks at the same table.

# The account (uid) of each consumer inside its container.
SECRET_OWNERS=(postgres=10006 redis=10007 minio=10008 migrate=10011 server=10002 admin=10004 worker=10003 outbound=10012 backup=10005)

secret_owner() {
  local pair
  for pair in "${SECRET_OWNERS[@]}"; do
    if [ "${pair%%=*}" = "$1" ]; then printf '%s' "${pair#*=}"; fi
  done
}

# The value of a key in a consumer's file: secret CONSUMER KEY
secret() { sed -n "s/^$2=//p" "$MUNIMENT_HOME/secrets/$1" | head -n 1; }

# 48 characters that are safe in a URL and in a configuration file, from 24 random bytes.
random_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Brings one file up to date: secret_file CONSUMER KEY… | KEY=VALUE…. A key that is there is never altered, one without a value gets a password.
secret_file() {
  local file=$MUNIMENT_HOME/secrets/$1 owner content='' pair key made=()
  local consumer=$1
  owner=$(secret_owner "$consumer")
  shift
  if [ -e "$file" ]; then content=$(cat -- "$file"); fi
  for pair in "$@"; do
    key=${pair%%=*}
    if grep -q "^$key=" <<<"$content"; then continue; fi
    if [ "$pair" = "$key" ]; then pair=$key=$(random_password); fi
    content+=${content:+$'\n'}$pair
    made+=("$key")
  done
  if ((${#made[@]} > 0)); then
    if [ -e "$file" ]; then
      changed "secrets: added ${made[*]} to $consumer"
      needs_recreation "$consumer"
    else
      changed "secrets: made $consumer"
    fi
    printf '%s\n' "$content" | write_file "$file" 0400 "$owner:$owner"
  elif [ "$(stat -c '%a %u' -- "$file")" != "400 $owner" ]; then
    chmod 0400 -- "$file"
    chown "$owner:$owner" -- "$file"
    changed "secrets: corrected owner and rights of $consumer"
  fi
}

# A running container keeps the file it started with: notes on disk (this run may be stopped before) that it must be made anew.
needs_recreation() { printf '%s\n' "$1" >>"$MUNIMENT_HOME/.recreate"; }
