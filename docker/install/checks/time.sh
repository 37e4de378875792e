# shellcheck shell=bash
# Preflight: time. Certificates, sign-in codes and the audit are worth as much as the clock.

probe_now() { date +%s; }
# When the program's own newest file was made: a clock before that is wrong.
probe_newest_file() {
  find "$REPO" -maxdepth 2 -type f -not -path '*/node_modules/*' -not -path '*/.git/*' -not -path "$MUNIMENT_HOME/.env" -printf '%T@\n' 2>/dev/null | sort -n | tail -n 1 | cut -d. -f1
}
# yes, no, or empty when nobody can tell.
probe_ntp() {
  if [ -d /run/systemd/system ] && command -v timedatectl >/dev/null; then
    timedatectl show --property NTPSynchronized --value 2>/dev/null || true
  elif pgrep -x 'chronyd|ntpd|ntpsec|openntpd|systemd-timesyn' >/dev/null 2>&1; then
    printf yes
  fi
}

check_clock() {
  local now newest
  now=$(probe_now)
  newest=$(probe_newest_file)
  if ((now < 1767225600)); then
    bad 'Clock' "says $(date -u -d "@$now" '+%F %R') UTC, which cannot be" 'Set the clock (timedatectl set-time, or date --set) and run this again.'
  elif ((now + 300 < ${newest:-0})); then
    bad 'Clock' "says $(date -u -d "@$now" '+%F %R') UTC, before the newest file here was made ($(date -u -d "@$newest" '+%F %R'))" \
      'Set the clock (timedatectl set-time, or date --set) and run this again.'
  elif [ "$(probe_ntp)" = yes ]; then
    ok 'Clock' "$(date -u -d "@$now" '+%F %R') UTC, kept by a time server"
  else
    warn 'Clock' "$(date -u -d "@$now" '+%F %R') UTC, and nothing seems to keep it right" 'Install a time service (apt-get install chrony or systemd-timesyncd), or see that the host of this virtual machine sets its clock.'
  fi
}

check_timezone() {
  if [ -n "$MUNIMENT_TIMEZONE" ]; then
    ok 'Time zone' "$MUNIMENT_TIMEZONE"
  else
    warn 'Time zone' 'unknown; UTC will be used' 'Set it (timedatectl set-timezone Europe/Berlin), or MUNIMENT_TIMEZONE in .env afterwards.'
  fi
}
