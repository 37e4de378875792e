# shellcheck shell=bash
# Preflight: what the machine must have besides: room, limits, tools.

# Megabytes free where a path is or would be.
probe_free_mb() {
  local path=$1
  while [ ! -e "$path" ]; do path=$(dirname -- "$path"); done
  df -PB1000000 -- "$path" | awk 'NR == 2 { print $4 }'
}
probe_docker_folder() {
  local folder=''
  if command -v docker >/dev/null; then folder=$(timeout 10 docker info --format '{{.DockerRootDir}}' 2>/dev/null || true); fi
  printf '%s' "${folder:-/var/lib/docker}"
}
# Whether the kernel can limit the memory and the number of processes of a container: "memory pids", in either cgroup version.
probe_cgroups() {
  if [ -r /sys/fs/cgroup/cgroup.controllers ]; then
    tr ' ' '\n' </sys/fs/cgroup/cgroup.controllers | grep -x -e memory -e pids | sort | paste -sd ' '
  else
    awk '($1 == "memory" || $1 == "pids") && $4 == 1 { print $1 }' /proc/cgroups 2>/dev/null | sort | paste -sd ' '
  fi
}
missing_tools() {
  local tool
  for tool in awk sed grep find tar sha256sum flock timeout setsid getent realpath df mktemp od base64 cksum; do command -v "$tool" >/dev/null || printf '%s ' "$tool"; done
}

# A fresh installation builds its images, which needs room; one that already stands refuses uploads below its floor.
check_disk() {
  local folder mb floor least=10000 refused=''
  folder=$(probe_docker_folder)
  mb=$(probe_free_mb "$folder")
  if [ "$(installation_state)" = complete ]; then
    floor=$(env_value "$ENV_FILE" DISK_FLOOR_BYTES)
    least=$((${floor:-3000000000} / 1000000)) refused=': uploads are refused'
  fi
  if ((mb < least)); then
    bad 'Disk' "$(gb "$mb") free where Docker keeps its data ($folder)$refused" "Free or add space: at least $(gb "$least"), better 20 GB and as much as your documents need."
  elif ((mb < 20000)); then
    warn 'Disk' "$(gb "$mb") free where Docker keeps its data ($folder)" 'Enough to start; documents, their previews and backups will need more.'
  else
    ok 'Disk' "$(gb "$mb") free where Docker keeps its data ($folder)"
  fi
}

check_cgroups() {
  if [ "$(probe_cgroups)" = 'memory pids' ]; then
    ok 'Limits' 'the kernel can limit the memory and processes of a container'
  else
    bad 'Limits' "the kernel cannot limit containers (available: $(probe_cgroups))" \
      'Add "cgroup_enable=memory swapaccount=1" to the kernel command line and restart the machine; in a container of your own, let it see /sys/fs/cgroup.'
  fi
}

check_tools() {
  local missing
  missing=$(missing_tools)
  if [ -z "$missing" ]; then ok 'Tools' 'everything this program calls is here'; else bad 'Tools' "missing: $missing" 'Install them from the packages of your distribution (Debian: gawk or mawk, util-linux, findutils, tar).'; fi
}
