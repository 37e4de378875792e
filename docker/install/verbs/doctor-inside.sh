# shellcheck shell=bash
# The examinations of doctor that look inside: images, signatures, certificate, and the work that waits.

examine_images() {
  local name running wanted old=''
  while read -r name running; do
    wanted=$(docker image inspect --format '{{.Id}}' "$name" 2>/dev/null || true)
    if [ "$running" != "$wanted" ]; then old+="${name%%:*} "; fi
  done < <(docker ps --filter "label=com.docker.compose.project=$MUNIMENT_PROJECT" --format '{{.ID}}' | xargs -r docker inspect --format '{{.Config.Image}} {{.Image}}' | sort -u)
  if [ -n "$old" ]; then
    warn 'Images' "older than those on this machine: $old" 'Start them anew: ./muniment up'
  elif ! images_current; then
    warn 'Images' 'were not made by this installer from the files here' 'Bring them up to date: ./muniment upgrade'
  else
    ok 'Images' "version $MUNIMENT_VERSION, those of the files here"
  fi
}

examine_signatures() {
  local state kind updated days limit
  state=$(compose exec -T clamav cat /var/lib/clamav/state.json </dev/null 2>/dev/null || true)
  kind=$(json_field kind <<<"$state")
  if [ -z "$kind" ]; then
    bad 'Signatures' 'none: uploads wait, and nobody can open them' 'Let the scanner reach the internet, or: ./muniment signatures import FILE'
    return
  elif [ "$kind" = trial ]; then
    warn 'Signatures' 'the trial set, which knows only test viruses' 'For anything but a trial: ./muniment signatures import FILE'
    return
  fi
  updated=$(sed -n 's/.*"updatedAt" *: *"\([^"]*\)".*/\1/p' <<<"$state")
  days=$((($(date +%s) - $(date -d "$updated" +%s)) / 86400))
  limit=$(env_value "$ENV_FILE" SIGNATURES_MAX_AGE_DAYS)
  if ((days > ${limit:-30})); then
    bad 'Signatures' "$days days old, more than the ${limit:-30} allowed: uploads wait" 'Let the scanner reach the internet, or: ./muniment signatures import FILE'
  elif ((days > 7)); then
    warn 'Signatures' "$days days old" 'Let the scanner reach the internet, or: ./muniment signatures import FILE'
  else
    ok 'Signatures' "$kind, $days days old"
  fi
}

# Asks the proxy as a browser would, with the server's own tools: nothing need be installed on this machine.
probe_certificate() {
  compose exec -T -e NAME="$MUNIMENT_HOSTNAME" server node -e '
    const { NAME } = process.env
    const name = require("node:net").isIP(NAME) ? undefined : NAME
    const socket = require("node:tls").connect({ host: "proxy", port: 8443, servername: name, rejectUnauthorized: false }, () => {
      const days = (Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 86400000
      console.log(Math.floor(days))
      socket.destroy()
    })
    socket.setTimeout(8000, () => process.exit(1))
    socket.on("error", () => process.exit(1))' </dev/null 2>/dev/null
}

examine_certificate() {
  local days own=no renew='It renews itself; if it does not within a day: ./muniment logs proxy'
  if [ "$(env_value "$ENV_FILE" MUNIMENT_CERT)" = own ]; then own=yes renew='Get a new one, then: ./install.sh --yes --cert FILE --key FILE'; fi
  if ! days=$(probe_certificate) || ! [[ $days =~ ^-?[0-9]+$ ]]; then
    bad 'Certificate' 'the proxy shows none' 'See why: ./muniment logs proxy'
  elif ((days < 0)); then
    bad 'Certificate' "expired $((-days)) days ago" "$renew"
  elif ((days < 3)) || { [ $own = yes ] && ((days < 21)); }; then
    warn 'Certificate' "expires in $days days" "$renew"
  else
    ok 'Certificate' "good for $days more days"
  fi
}

# What the product itself knows to be waiting or failed.
examine_work() {
  local answer waiting failed
  if ! answer=$(migrate status 2>/dev/null); then
    bad 'Work' 'the database does not tell' 'See ./muniment logs postgres, then: ./muniment up'
    return
  fi
  waiting=$(json_field waiting <<<"$answer")
  failed=$(json_field failedJobs <<<"$answer")
  if ((${failed:-0} > 0)); then warn 'Work' "$failed jobs failed for good" "Read why and retry them in the console: $MUNIMENT_ORIGIN/admin"; fi
  if ((${waiting:-0} > 0)); then warn 'Work' "$waiting uploads wait for the virus check" 'They go on by themselves once the scanner has fresh signatures; see the findings above.'; fi
  if ((${failed:-0} + ${waiting:-0} == 0)); then ok 'Work' 'nothing waits'; fi
}
