# shellcheck shell=bash
# ./muniment setup-link | recover-admin | reset-second-factor | signatures: the answer alone is on stdout, so that a script can take it.

verb_setup_link() {
  make_link setup-link
  say 'For the first administrator: works once, within 24 hours.' >&2
}

verb_recover_admin() {
  if (($# != 1)) || [[ $1 != ?*@?* ]]; then usage_error 'muniment recover-admin EMAIL: the e-mail address of the administrator'; fi
  make_link recover-admin "$1"
  say "For $1 alone, to set a new password: works once, within an hour. Give it to them in person." >&2
}

verb_reset_second_factor() {
  if (($# != 1)) || [[ $1 != ?*@?* ]]; then usage_error 'muniment reset-second-factor EMAIL: the e-mail address of who lost it'; fi
  migrate reset-second-factor "$1" || die 'nothing was reset' 'The lines above say why. See also ./muniment doctor.'
}

verb_signatures() {
  case ${1:-} in
    '') tell_signatures "$(signatures_kind)" ;;
    import)
      if (($# != 2)); then usage_error 'muniment signatures import FILE'; fi
      if [ ! -f "$2" ] || [ ! -r "$2" ]; then die "$2 is not a file that can be read" 'Give the path of the signatures file.'; fi
      import_signatures "$2"
      note 'waiting uploads are being checked now'
      ;;
    *) usage_error 'muniment signatures [import FILE]' ;;
  esac
}
