# shellcheck shell=bash
# Preflight: a certificate of one's own.

# A certificate must belong to its key, be valid today, and name the host.
check_certificate() {
  if [ -z "$OPT_CERT" ]; then return 0; fi
  if [ ! -r "$OPT_CERT" ] || [ ! -r "$OPT_KEY" ]; then
    bad 'Certificate' "$OPT_CERT or $OPT_KEY cannot be read" 'Correct the path or the rights of the file.'
  elif ! command -v openssl >/dev/null; then
    bad 'Certificate' 'openssl is needed to look at it' 'Install it: apt-get install openssl'
  elif [ "$(openssl x509 -in "$OPT_CERT" -noout -pubkey 2>/dev/null)" != "$(openssl pkey -in "$OPT_KEY" -pubout -passin pass: 2>/dev/null || echo none)" ]; then
    bad 'Certificate' "$OPT_KEY is not the key of $OPT_CERT (or one of them is not PEM, or has a password)" \
      'Give the matching pair as PEM without a password. The certificate of the host comes first in its file, then its chain.'
  elif ! openssl x509 -in "$OPT_CERT" -noout -checkend 0 >/dev/null; then
    bad 'Certificate' "expired on $(openssl x509 -in "$OPT_CERT" -noout -enddate | cut -d= -f2)" 'Get a new one.'
  elif names_host "$OPT_CERT" "$MUNIMENT_HOSTNAME"; then
    ok 'Certificate' "valid until $(openssl x509 -in "$OPT_CERT" -noout -enddate | cut -d= -f2)"
  else
    warn 'Certificate' "does not name $MUNIMENT_HOSTNAME, so browsers will refuse it" 'Get one for this name, or give the right name with --hostname.'
  fi
}

# Whether a certificate is for a name or address; the answer of openssl is a sentence, its exit code tells nothing.
names_host() {
  local ask=-checkhost answer
  if [[ $2 == *:* || $2 =~ ^[0-9.]+$ ]]; then ask=-checkip; fi
  answer=$(openssl x509 -in "$1" -noout "$ask" "$2" 2>/dev/null || true)
  [[ $answer == *'does match'* ]]
}
