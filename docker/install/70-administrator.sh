# shellcheck shell=bash
# Phase 7: the first administrator gets a one-time link, until somebody has used one.

administrator() {
  local status
  status=$(migrate status) || die 'the state of the installation could not be read' 'Run ./muniment doctor.'
  SETUP_LINK=''
  if [ "$(json_field setupNeeded <<<"$status")" = true ]; then
    SETUP_LINK=$(make_link setup-link)
    note 'nobody is there yet; the link below is for the first administrator'
  else
    note 'there is an administrator already (a forgotten password: ./muniment recover-admin EMAIL)'
  fi
}

# make_link setup-link | recover-admin EMAIL. The program answers with the address and nothing else.
make_link() {
  local answer
  answer=$(migrate "$@") || die 'no link could be made' 'The lines above say why. See also ./muniment doctor.'
  grep -m 1 -E '^https?://' <<<"$answer" || die 'no link was given' "The answer was: $answer"
}

# What the operator needs to know at the end.
tell_result() {
  local root=$MUNIMENT_HOME/muniment-root-ca.crt
  say
  if ((${#CHANGES[@]} == 0)); then say "Nothing changed; everything was in order. ($1 in all)"; else say "Muniment is ready. ($1 in all)"; fi
  say
  say "  Address            $MUNIMENT_ORIGIN"
  if [ -e "$root" ] && [ "$(env_value "$ENV_FILE" MUNIMENT_CERT)" != own ]; then tell_trust "$root"; fi
  if [ -n "$SETUP_LINK" ]; then
    say
    say '  First administrator: open this link within 24 hours; it works once (another: ./muniment setup-link)'
    say
    say "  $SETUP_LINK"
  fi
  say
  say "  From here on:      $(command_path) status | doctor | help"
}

command_path() { if [ "$MUNIMENT_HOME" = "$REPO" ]; then printf '%s/muniment' "$REPO"; else printf '%s/muniment' "$MUNIMENT_HOME"; fi; }

tell_trust() {
  say "  Root certificate   $1"
  say "  Its SHA-256        $(fingerprint "$1")"
  say
  say '  Browsers warn until they trust that root certificate. Copy the file to each computer, compare the SHA-256, then:'
  say '    Debian, Ubuntu   sudo cp muniment-root-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates'
  say '    Windows          certutil -addstore -f Root muniment-root-ca.crt   (as administrator; for all computers: a group policy)'
  say '    macOS            sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain muniment-root-ca.crt'
  say '    Firefox          Settings, Privacy & Security, Certificates, View Certificates, Authorities, Import'
  say '    Chrome on Linux  Settings, Privacy and security, Security, Manage certificates, Authorities, Import'
}
