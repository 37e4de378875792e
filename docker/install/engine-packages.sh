# shellcheck shell=bash
# Installing packages: part of the engine phase, and of the images phase where a tool is needed for the base.

apt_get() {
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 unlocked apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"
}

# install_packages NAME…
install_packages() {
  local log
  log=$(mktemp)
  if ! command -v apt-get >/dev/null; then
    if command -v dnf >/dev/null && [[ " $* " != *" docker.io "* ]]; then
      run_logged "installing $*" "$log" dnf install -y "$@" || die "dnf could not install $*" 'Install it yourself, then run this again.'
      return
    fi
    die "this program cannot install packages on this distribution: $*" 'Install them yourself, then run this again.'
  fi
  borrow_compose_source "$@"
  run_logged 'reading package lists' "$log" apt_get update || note 'some package lists could not be read; trying with those that could'
  if ! run_logged "installing $*" "$log" apt_get install --no-install-recommends "$@"; then
    die "apt-get could not install $*" "Its last lines are above, all of them in $log. Often: no network, a wrong mirror in /etc/apt/sources.list,
or another package manager at work. Correct it, try apt-get update, then run this again."
  fi
  rm -f "$log"
}

# Debian 12 has only Compose v1. Compose and buildx of Debian 13 need no more than its libc, so these two packages alone are taken
# from there: from the same mirror, pinned so that nothing else ever comes.
borrow_compose_source() {
  local id version mirror
  read -r id version _ <<<"$(probe_os)"
  if [ "$id:$version" != debian:12 ] || [[ " $* " != *" docker-compose "* && " $* " != *" docker-buildx "* ]]; then return 0; fi
  mirror=$(host_mirror)
  if [ -z "$mirror" ]; then die 'no Debian mirror in the package sources of this machine' 'Add one to /etc/apt/sources.list, then run this again.'; fi
  write_file /etc/apt/preferences.d/trixie-compose <<'PIN'
# Written by Muniment's installer: Debian 13 gives Docker Compose and buildx, nothing else.
Package: *
Pin: release n=trixie
Pin-Priority: 1

Package: docker-compose docker-buildx
Pin: release n=trixie
Pin-Priority: 600
PIN
  write_file /etc/apt/sources.list.d/trixie-compose.sources <<SOURCE
# Written by Muniment's installer: see /etc/apt/preferences.d/trixie-compose.
Types: deb
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCE
}

# Replaces a file by standard input in one moment: half a file is never seen. write_file PATH [MODE [OWNER]]
write_file() {
  local temporary
  temporary=$(mktemp -- "$1.XXXXXX")
  cat >"$temporary"
  chmod "${2:-0644}" "$temporary"
  if [ -n "${3:-}" ]; then chown "$3" "$temporary"; fi
  mv -f -- "$temporary" "$1"
}

# The Debian mirror this machine itself installs from (not the security one); empty on another distribution.
host_mirror() {
  local id suite
  read -r id _ suite <<<"$(probe_os)"
  if [ "$id" != debian ] || ! command -v apt-get >/dev/null; then return 0; fi
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
    awk -v suite="$suite" '$1 ~ /^https?:/ && ($2 == suite || $2 == "stable") && $3 == "main" && ($4 == "" || $4 == "Debian") { sub("/$", "", $1); print $1; exit }'
}
