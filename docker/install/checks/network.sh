# shellcheck shell=bash
# Preflight: the name people will type, the port it answers on, and where packages come from.

probe_resolve() { timeout 8 getent ahosts "$1" | awk '{ print $1 }' | sort -u; }
probe_addresses() { hostname -I 2>/dev/null | tr ' ' '\n'; }
# Whether anything listens on a TCP port, read from the kernel: no tool needed, works without root.
probe_listening() {
  local hex
  printf -v hex ':%04X' "$1"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }'
}
probe_listener() {
  if command -v ss >/dev/null; then ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (process \2)/p' | head -n 1; fi
}
# Project and name of the container that publishes a port.
probe_publisher() {
  docker_answers || return 0
  docker ps --filter "publish=$1/tcp" --format '{{.Label "com.docker.compose.project"}} {{.Names}}' 2>/dev/null | head -n 1
}
docker_answers() { probe_docker_path >/dev/null && [ -n "$(probe_server_version)" ]; }

check_address() {
  local found own
  if ! valid_hostname "$MUNIMENT_HOSTNAME"; then
    bad 'Address' "\"$MUNIMENT_HOSTNAME\" is neither a host name nor an address" 'Give one: ./install.sh --hostname rooms.example.com'
    return
  fi
  found=$(probe_resolve "$MUNIMENT_HOSTNAME" || true)
  own=$(probe_addresses)
  if [[ $MUNIMENT_HOSTNAME == localhost* || $MUNIMENT_HOSTNAME == 127.* ]]; then
    warn 'Address' "$MUNIMENT_HOSTNAME can be reached from this machine alone" 'Give the name or address other people use: ./install.sh --hostname rooms.example.com'
  elif [ -z "$found" ]; then
    warn 'Address' "$MUNIMENT_HOSTNAME is not known to any name service asked here" "Enter it in your DNS with the address $(primary_address), or choose another with --hostname."
  elif grep -qxF -f <(printf '%s\n127.0.0.1\n127.0.1.1\n::1\n' "$own" | grep .) <<<"$found"; then
    ok 'Address' "$MUNIMENT_ORIGIN"
  else
    warn 'Address' "$MUNIMENT_HOSTNAME leads to $(paste -sd ' ' <<<"$found"), which is not this machine" 'Right if a router or proxy passes it on to here; else correct your DNS or choose another with --hostname.'
  fi
}

check_port() {
  local project container holder
  if ! [[ $MUNIMENT_PORT =~ ^[1-9][0-9]{0,4}$ ]]; then
    bad 'Port' "MUNIMENT_PORT in $ENV_FILE is \"$MUNIMENT_PORT\"" 'Give a port number: ./install.sh --port 443'
    return
  fi
  read -r project container <<<"$(probe_publisher "$MUNIMENT_PORT")"
  if [ -n "$container" ] && [ "$project" = "$MUNIMENT_PROJECT" ]; then
    ok 'Port' "$MUNIMENT_PORT, held by this installation"
  elif [ -n "$container" ]; then
    bad 'Port' "$MUNIMENT_PORT is taken by the container ${container}" "Stop that container, or choose another port: ./install.sh --port 8443"
  elif probe_listening "$MUNIMENT_PORT"; then
    holder=$(probe_listener "$MUNIMENT_PORT")
    bad 'Port' "$MUNIMENT_PORT is taken by ${holder:-another program}" "Stop it (ss -ltnp tells which), or choose another port: ./install.sh --port 8443"
  else
    ok 'Port' "$MUNIMENT_PORT is free"
  fi
}

# Without a bundle, packages are fetched: then names must resolve, unless a proxy does that.
check_dns() {
  local address host
  address=${OPT_MIRROR:-$(host_mirror)}
  host=$(sed 's|^[a-z]*://||; s|[/:].*||' <<<"$address")
  if has_bundle; then
    ok 'Names (DNS)' 'not needed: the images come from the bundle in images/'
  elif [ -z "$host" ]; then
    warn 'Names (DNS)' 'no mirror of Debian packages is known here to be asked about' 'If no image registry can be reached either, give --debian-mirror URL.'
  elif [ -n "$(probe_resolve "$host")" ]; then
    ok 'Names (DNS)' "$host is known"
  elif [ -n "${http_proxy:-}${HTTP_PROXY:-}${https_proxy:-}${HTTPS_PROXY:-}" ]; then
    ok 'Names (DNS)' "offline but for the proxy, which is asked for $host"
  elif docker_answers && images_current; then
    ok 'Names (DNS)' 'offline; nothing has to be fetched, the images are here'
  else
    bad 'Names (DNS)' "offline: $host is unknown, and there is no bundle of images" \
      'Connect the machine or set http_proxy/https_proxy while installing; or put the image bundle (*.tar) into the folder images/.'
  fi
}
