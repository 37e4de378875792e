# shellcheck shell=bash disable=SC2034
# Where this installation is and what it is called: an option given now, else its .env, else a default.

# The value of KEY in an .env file; empty when the file or the key is absent.
env_value() {
  local line value
  [ -r "$1" ] || return 0
  line=$(grep -m 1 "^$2=" "$1" || true)
  value=${line#*=}
  if [[ $value == \'*\' ]]; then value=${value:1:-1}; fi
  printf '%s' "$value"
}

# Sets MUNIMENT_HOME, _PROJECT, _HOSTNAME, _PORT, _ORIGIN, _TIMEZONE, _VERSION and ENV_FILE. Writes nothing.
load_settings() {
  MUNIMENT_HOME=$(realpath -m -- "${OPT_HOME:-${MUNIMENT_HOME:-$REPO}}")
  ENV_FILE=$MUNIMENT_HOME/.env
  MUNIMENT_PROJECT=$(setting "${OPT_PROJECT:-}" MUNIMENT_PROJECT muniment)
  MUNIMENT_HOSTNAME=$(setting "${OPT_HOSTNAME:-}" MUNIMENT_HOSTNAME '')
  MUNIMENT_HOSTNAME=${MUNIMENT_HOSTNAME:-$(default_hostname)}
  MUNIMENT_PORT=$(setting "${OPT_PORT:-}" MUNIMENT_PORT 443)
  MUNIMENT_TIMEZONE=$(setting '' MUNIMENT_TIMEZONE "$(probe_timezone)")
  MUNIMENT_VERSION=$(setting '' MUNIMENT_VERSION dev)
  MUNIMENT_ORIGIN=$(env_value "$ENV_FILE" MUNIMENT_ORIGIN)
  # An origin written by hand (a proxy of the house in front) stays until somebody names another host or port.
  if [ -z "$MUNIMENT_ORIGIN" ] || [ -n "${OPT_HOSTNAME:-}${OPT_PORT:-}" ]; then MUNIMENT_ORIGIN=$(origin_of "$MUNIMENT_HOSTNAME" "$MUNIMENT_PORT"); fi
}

# setting GIVEN KEY DEFAULT
setting() {
  local stored
  stored=$(env_value "$ENV_FILE" "$2")
  printf '%s' "${1:-${stored:-$3}}"
}

origin_of() {
  local host=$1
  if [[ $host == *:* ]]; then host="[$host]"; fi
  if [ "$2" = 443 ]; then printf 'https://%s' "$host"; else printf 'https://%s:%s' "$host" "$2"; fi
}

# A full name that the network knows is best; a bare name is often unknown to other machines, so then the address.
default_hostname() {
  local name address
  name=$(hostname -f 2>/dev/null || hostname)
  address=$(primary_address)
  if [[ $name == *.* && $name != localhost.* ]]; then
    printf '%s' "${name,,}"
  else
    printf '%s' "${address:-localhost}"
  fi
}

# The IPv4 address of the way out. `hostname -I` also lists Docker's own bridges, hence the route first.
primary_address() {
  local route=''
  if command -v ip >/dev/null; then
    route=$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)
  fi
  if [ -z "$route" ]; then route=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -m 1 '^[0-9.]*$' || true); fi
  printf '%s' "$route"
}

# The IANA name of the machine's zone, empty when it cannot be told.
probe_timezone() {
  local zone=''
  if [ -L /etc/localtime ]; then
    zone=$(readlink -f /etc/localtime)
    zone=${zone#*/zoneinfo/}
  elif [ -r /etc/timezone ]; then
    read -r zone </etc/timezone || true
  fi
  if [[ $zone =~ ^[A-Za-z0-9_+/-]+$ && $zone != /* ]]; then printf '%s' "$zone"; fi
}

# Eight groups, or fewer around one "::". Not asked of getent: it knows no such address on a machine without IPv6.
valid_ipv6() {
  local group='[0-9A-Fa-f]{1,4}' groups
  [[ $1 =~ ^($group:){7}$group$ ]] && return
  [[ $1 =~ ^($group(:$group)*)?::($group(:$group)*)?$ ]] || return
  read -ra groups <<<"${1//:/ }"
  ((${#groups[@]} <= 7))
}

# A name of DNS labels, or an IPv4 or IPv6 address.
valid_hostname() {
  local label='[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
  if ((${#1} > 253)); then return 1; fi
  if [[ $1 =~ ^[0-9.]+$ ]]; then
    [[ $1 =~ ^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])$ ]]
  elif [[ $1 == *:* ]]; then
    valid_ipv6 "$1"
  else
    [[ $1 =~ ^$label(\.$label)*$ ]]
  fi
}
