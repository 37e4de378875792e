# shellcheck shell=bash
# Starting the engine, with or without systemd: part of the engine phase.

DOCKERD_LOG=/var/log/dockerd.log

has_systemd() { [ -d /run/systemd/system ]; }

# Starts dockerd if it does not answer, and waits until it does.
start_daemon() {
  if [ -n "$(probe_server_version || true)" ]; then return 0; fi
  note 'starting the engine'
  if has_systemd; then
    unlocked systemctl enable --now docker >/dev/null 2>&1 || true
  else
    mount_cgroups
    detach dockerd
  fi
  if ! await_daemon 90; then
    if has_systemd; then journalctl -u docker --no-pager -n 20 >&2 || true; else tail -n 20 "$DOCKERD_LOG" >&2 || true; fi
    die 'the engine does not start' "Its last lines are above. Often: no iptables, no room on the disk, or a container without the rights to run containers.
Correct it, then run this again."
  fi
  changed 'started the engine'
  if ! has_systemd; then
    note "this machine has no systemd: see that \"dockerd\" is started when it boots (its log: $DOCKERD_LOG)"
  fi
}

await_daemon() {
  local began=$SECONDS
  until [ -n "$(probe_server_version || true)" ]; do
    if ((SECONDS - began > $1)); then return 1; fi
    sleep 1
  done
}

mount_cgroups() {
  if ! has_cgroups && command -v cgroupfs-mount >/dev/null; then cgroupfs-mount || true; fi
}

# Runs a program for good, free of us: own session, no terminal, none of our open files (whoever called us would wait for its end).
detach() {
  (
    local fd
    for fd in /proc/self/fd/*; do
      fd=${fd##*/}
      if ((fd > 2)); then eval "exec $fd>&-"; fi
    done
    cd /
    exec setsid nohup "$@" </dev/null >>"$DOCKERD_LOG" 2>&1 &
  )
}
