# shellcheck shell=bash
# The house's own certificate: copied to where the proxy reads it. Part of the configuration phase.

PROXY_OWNER=10001

configure_certificate() {
  local folder=$MUNIMENT_HOME/certificates
  install -d -m 0755 -- "$folder"
  if [ -z "$OPT_CERT" ]; then return 0; fi
  if cmp -s -- "$OPT_CERT" "$folder/tls.crt" && cmp -s -- "$OPT_KEY" "$folder/tls.key"; then return 0; fi
  write_file "$folder/tls.key" 0400 "$PROXY_OWNER:$PROXY_OWNER" <"$OPT_KEY"
  write_file "$folder/tls.crt" 0444 <"$OPT_CERT"
  # The proxy reads it when it starts.
  needs_recreation proxy
  changed "certificate: taken from $OPT_CERT"
}
