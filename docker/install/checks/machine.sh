# shellcheck shell=bash
# Preflight: the machine itself. The probe_* functions are the only places that look at it, so that tests can stand in for them.

probe_uid() { id -u; }
probe_arch() { uname -m; }
probe_kernel() { uname -r; }
# "debian 12 bookworm"
probe_os() { printf '%s %s %s' "$(os_field ID)" "$(os_field VERSION_ID)" "$(os_field VERSION_CODENAME)"; }
os_field() { sed -n "s/^$1=//p" /etc/os-release 2>/dev/null | tr -d '"' | grep . || printf unknown; }
probe_cores() { nproc; }
probe_memory_mb() { awk '/^MemTotal:/ { printf "%d", $2 * 1024 / 1000000 }' /proc/meminfo; }

check_root() {
  if [ "$(probe_uid)" = 0 ]; then
    ok 'Rights' 'root'
  else
    bad 'Rights' 'not root: Docker must be driven, and secrets given to the accounts of the services' "Run it again as root: sudo ./install.sh"
  fi
}

check_architecture() {
  case $(probe_arch) in
    x86_64 | amd64) ok 'Architecture' 'amd64' ;;
    aarch64 | arm64) ok 'Architecture' 'arm64' ;;
    *) bad 'Architecture' "$(probe_arch) is not supported" 'Use a machine with a 64-bit Intel/AMD (amd64) or ARM (arm64) processor.' ;;
  esac
}

check_system() {
  local id version kernel major
  read -r id version _ <<<"$(probe_os)"
  kernel=$(probe_kernel)
  major=${kernel%%.*}
  if ((major < 4)); then
    bad 'System' "kernel $kernel is too old" 'Upgrade the operating system: Debian 12 or 13, Ubuntu 22.04 or newer.'
    return
  fi
  case $id:${version%%.*} in
    debian:12 | debian:13 | ubuntu:2[2-9]) ok 'System' "$id $version, kernel $kernel" ;;
    *)
      if docker_ready; then
        warn 'System' "$id $version has not been tried; Docker and Compose are here" 'Go on, or use Debian 12 or 13, Ubuntu 22.04 or newer.'
      else
        bad 'System' "$id $version: no engine can be installed here by this program" \
          'Install Docker 20.10 or newer with Compose 2.20 or newer and buildx yourself, then run this again; or use Debian 12 or 13, Ubuntu 22.04 or newer.'
      fi
      ;;
  esac
}

check_memory() {
  local mb
  mb=$(probe_memory_mb)
  if ((mb < 3500)); then
    bad 'Memory' "$(gb "$mb") is too little" 'Give the machine 4 GB of memory, better 8 GB.'
  elif ((mb < 6000)); then
    warn 'Memory' "$(gb "$mb"): enough for a small house" '8 GB let the virus scanner and the document readers work side by side.'
  else
    ok 'Memory' "$(gb "$mb"), $(probe_cores) processor cores"
  fi
}
gb() { printf '%d.%d GB' $(($1 / 1000)) $(($1 % 1000 / 100)); }
