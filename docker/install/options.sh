# shellcheck shell=bash disable=SC2034
# The command line of install.sh. Everything is judged here, before anything is looked at or touched: exit 2 with one clear sentence.

usage() {
  cat <<'TEXT'
Install Muniment on this machine, or bring an installation up to date.

  sudo ./install.sh [options]

  --yes                 ask nothing: install what is missing
  --check               look at the machine only (the preflight); change nothing
  --hostname NAME       the name or address people type in their browser (default: this machine's)
  --port NUMBER         the HTTPS port (default: 443)
  --cert FILE           your own certificate (PEM, with its chain) and
  --key FILE            its private key; without them Muniment makes a certificate authority of its own
  --signatures FILE     virus signatures, for a machine that cannot fetch them
  --debian-mirror URL   where Debian packages come from, on a host that is not Debian and reaches no image registry
  --demo                add a demo organization with a room, folders and documents
  --home DIR            where configuration and secrets are kept (default: this folder)
  --project NAME        name of the Compose project (default: muniment); another name is another installation
  --help                this text

Running it again is safe: it keeps every secret, and what is in order is left alone.
TEXT
}

refuse() {
  printf 'install.sh: %s\nNothing was changed. ./install.sh --help lists the options.\n' "$1" >&2
  exit 2
}

# Reads the options into OPT_*; an option that was not given leaves its variable empty.
parse_options() {
  local name
  for name in YES CHECK HOSTNAME PORT CERT KEY SIGNATURES MIRROR DEMO HOME PROJECT; do printf -v "OPT_$name" '%s' ''; done
  while (($#)); do
    case $1 in
      --yes | -y) OPT_YES=yes ;;
      --check) OPT_CHECK=yes ;;
      --demo) OPT_DEMO=yes ;;
      --help | -h)
        usage
        exit 0
        ;;
      --hostname | --port | --cert | --key | --signatures | --debian-mirror | --home | --project)
        if (($# < 2)) || [ -z "$2" ] || [ "${2#--}" != "$2" ]; then refuse "$1 needs a value after it"; fi
        take_value "$1" "$2"
        shift
        ;;
      --*=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      *) refuse "unknown option: $1" ;;
    esac
    shift
  done
  if [ -n "$OPT_CERT" ] && [ -z "$OPT_KEY" ]; then refuse '--cert needs --key too'; fi
  if [ -n "$OPT_KEY" ] && [ -z "$OPT_CERT" ]; then refuse '--key needs --cert too'; fi
}

take_value() {
  case $1 in
    --hostname)
      valid_hostname "$2" || refuse "--hostname $2 is neither a host name (rooms.example.com) nor an address (192.168.1.20)"
      OPT_HOSTNAME=${2,,}
      ;;
    --port)
      if ! [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || (($2 > 65535)); then refuse "--port $2 is not a port number from 1 to 65535"; fi
      OPT_PORT=$2
      ;;
    --cert) OPT_CERT=$(realpath -m -- "$2") ;;
    --key) OPT_KEY=$(realpath -m -- "$2") ;;
    --signatures) OPT_SIGNATURES=$(realpath -m -- "$2") ;;
    --debian-mirror)
      [[ $2 =~ ^https?://[A-Za-z0-9.:_-]+(/[A-Za-z0-9._~/-]*)?$ ]] || refuse "--debian-mirror $2 is not an address like http://mirror.example.com/debian"
      OPT_MIRROR=${2%/}
      ;;
    --home)
      # Compose reads the path from .env and from YAML: these characters mean something there.
      if [[ $2 =~ [\'\"\$\\:\`] || $2 =~ [[:cntrl:]] ]]; then refuse "--home must not contain quotes, \$, \\, a colon or control characters: $2"; fi
      OPT_HOME=$(realpath -m -- "$2")
      ;;
    --project)
      [[ $2 =~ ^[a-z0-9][a-z0-9_-]{0,39}$ ]] || refuse "--project $2 may have lower-case letters, digits, - and _, 40 at most"
      OPT_PROJECT=$2
      ;;
  esac
}
