# shellcheck shell=bash
# Phase 2: Docker engine, Compose and buildx, from the packages of the distribution, where they are not here already.

engine() {
  local missing
  lock_images
  missing=$(missing_packages)
  if [ -n "$missing" ]; then
    confirm "Install $missing from the packages of this distribution?" ||
      die "needed and not here: $missing" 'Run ./install.sh --yes, or install Docker 20.10+ with Compose 2.20+ and buildx yourself, then run this again.'
    # shellcheck disable=SC2086
    install_packages $missing
    changed "installed $missing"
  fi
  start_daemon
  docker_ready || die "Docker is installed but not usable: engine \"$(probe_server_version || true)\", Compose \"$(probe_compose_version || true)\", buildx \"$(probe_buildx_version || true)\"" \
    'Docker 20.10+, Compose 2.20+ and buildx are needed. Remove what is old or half installed, then run this again.'
  note "engine $(probe_server_version), Compose $(probe_compose_version), $(probe_buildx_version | cut -d' ' -f2)"
  unlock_images
}

# The packages that this distribution calls engine, Compose and buildx, but for what is here.
missing_packages() {
  local id version packages=()
  read -r id version _ <<<"$(probe_os)"
  if ! probe_docker_path >/dev/null; then
    packages+=(docker.io iptables ca-certificates)
    if [ "$id:${version%%.*}" = debian:13 ]; then packages+=(docker-cli); fi
    # Without systemd nothing else mounts the control groups.
    if [ ! -d /run/systemd/system ] && ! has_cgroups; then packages+=(cgroupfs-mount); fi
  elif ! command -v dockerd >/dev/null && [ -z "$(probe_server_version || true)" ]; then
    packages+=(docker.io iptables)
  fi
  probe_compose_version >/dev/null || packages+=("$(compose_package "$id")")
  probe_buildx_version >/dev/null || packages+=("$(buildx_package)")
  printf '%s' "${packages[*]}"
}

has_cgroups() { [ -e /sys/fs/cgroup/cgroup.controllers ] || [ -d /sys/fs/cgroup/memory ]; }

# Docker's own packages (docker-ce) bring plugins of their own, which replace the distribution's.
compose_package() {
  if from_docker_inc; then printf docker-compose-plugin; elif [ "$1" = ubuntu ]; then printf docker-compose-v2; else printf docker-compose; fi
}
buildx_package() { if from_docker_inc; then printf docker-buildx-plugin; else printf docker-buildx; fi; }
from_docker_inc() { dpkg -s docker-ce >/dev/null 2>&1; }
