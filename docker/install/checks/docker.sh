# shellcheck shell=bash
# Preflight: Docker and Compose, where they are here already. What is absent is the engine step's work.

probe_docker_path() { command -v docker; }
probe_client_version() { docker --version 2>/dev/null; }
probe_server_version() { timeout 15 docker version --format '{{.Server.Version}}' 2>/dev/null; }
probe_security() { timeout 15 docker info --format '{{.SecurityOptions}}' 2>/dev/null; }
probe_compose_version() { docker compose version --short 2>/dev/null; }
probe_buildx_version() { docker buildx version 2>/dev/null; }

# at_least WANTED FOUND, by the first two numbers: 20.10 against 20.10.24+dfsg1
at_least() {
  local wanted_major=${1%%.*} wanted_minor=${1#*.} major minor
  [[ ${2#v} =~ ^([0-9]+)\.([0-9]+) ]] || return 1
  major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  ((major > wanted_major || (major == wanted_major && minor >= wanted_minor)))
}

# Whether engine, Compose and buildx are here and answer.
docker_ready() {
  probe_docker_path >/dev/null && at_least 20.10 "$(probe_server_version)" && at_least 2.20 "$(probe_compose_version)" && probe_buildx_version >/dev/null
}

check_docker() {
  local path version number=''
  if ! path=$(probe_docker_path); then
    ok 'Docker' 'not here yet; it will be installed from the packages of the distribution'
    return
  fi
  version=$(probe_client_version)
  if [[ $version =~ \ ([0-9]+\.[0-9]+[^ ,]*) ]]; then number=${BASH_REMATCH[1]}; fi
  if [[ $version == *[Pp]odman* ]]; then
    bad 'Docker' 'the command "docker" is Podman here' 'Remove podman-docker; Docker itself is needed (it will be installed from the packages of the distribution).'
  elif [[ $path == /snap/* ]]; then
    bad 'Docker' 'Docker is a snap, which cannot read the folders Muniment needs' 'Remove it (snap remove docker) and run this again; the packages of the distribution will be used.'
  elif [ -n "$number" ] && ! at_least 20.10 "$number"; then
    bad 'Docker' "version $number is too old" 'Upgrade Docker to 20.10 or newer, or remove it and let this program install it.'
  else
    ok 'Docker' "${version%%, build*} at $path"
  fi
}

check_daemon() {
  local version security
  if ! probe_docker_path >/dev/null; then return 0; fi
  if [ -n "${DOCKER_HOST:-}" ]; then
    bad 'Daemon' "DOCKER_HOST points to $DOCKER_HOST" 'Muniment runs on the engine of this machine: unset DOCKER_HOST and run this again.'
    return
  fi
  version=$(probe_server_version || true)
  security=$(probe_security || true)
  if [ -z "$version" ]; then
    if [ "$(probe_uid)" != 0 ]; then warn 'Daemon' 'cannot be asked without root' 'Run this again as root: sudo ./install.sh --check'; else ok 'Daemon' 'not running; it will be started'; fi
  elif ! at_least 20.10 "$version"; then
    bad 'Daemon' "the engine is version $version" 'Upgrade Docker to 20.10 or newer.'
  elif [[ $security == *rootless* || $security == *userns* ]]; then
    bad 'Daemon' 'the engine maps user ids (rootless or userns-remap), so services could not read their secrets' \
      'Use an engine without user mapping: remove "userns-remap" from /etc/docker/daemon.json, or use the system engine instead of the rootless one.'
  else
    ok 'Daemon' "engine $version answers"
  fi
}

check_compose() {
  local version
  if ! probe_docker_path >/dev/null; then return 0; fi
  version=$(probe_compose_version || true)
  if [ -z "$version" ]; then
    ok 'Compose' 'not here yet; it will be installed from the packages of the distribution'
  elif at_least 2.20 "$version"; then
    ok 'Compose' "version $version"
  else
    bad 'Compose' "version $version is too old" 'Upgrade Docker Compose to 2.20 or newer, or remove it and let this program install it.'
  fi
}
