#!/bin/bash
# Takes virus signatures from a file or, as "-", from the standard input: a .cvd or .cld, a bare database
# (.ndb .ldb .hdb .hsb, which needs its name: signatures-import - own.hdb), or a tar (also compressed) of such files.
# Everything is checked before anything is replaced. Trial signatures go when real ones come.
set -euo pipefail
shopt -s nullglob
fail() { echo "signatures not imported: $*" >&2; exit 1; }

store=/var/lib/clamav
new=$(mktemp -d "$store/.import.XXXXXX")
trap 'rm -rf "$new"' EXIT
mkdir "$new/files"

input="$new/input"
case ${1:?usage: signatures-import FILE|- [NAME]} in
  -) cat > "$input" ;;
  *) cp -- "$1" "$input" || fail "cannot read $1" ;;
esac
name=$(basename -- "${2:-$1}")

if [ "$(head -c 11 "$input" | tr -d '\0')" = ClamAV-VDB: ]; then
  # Its real name is what its contents are called (main, daily, bytecode); the sender may have renamed it.
  inside=$({ tail -c +513 "$input" | tar -tzf - || tail -c +513 "$input" | tar -tf -; } 2> /dev/null |
    sed -n '/^COPYING/!{s/[^a-z].*//p;q}')
  [ -n "$inside" ] || fail 'the file is cut short or damaged'
  mv "$input" "$new/files/$inside.$([ "${name##*.}" = cld ] && echo cld || echo cvd)"
elif [[ $name =~ ^[A-Za-z0-9_-]+\.(ndb|ldb|hdb|hsb)$ ]]; then
  mv "$input" "$new/files/$name"
else
  mkdir "$new/unpacked"
  tar --no-same-owner --no-same-permissions -xf "$input" -C "$new/unpacked" 2> /dev/null ||
    fail 'this is neither a signature database (.cvd, .cld, .ndb, .ldb, .hdb, .hsb) nor a tar of some'
  find "$new/unpacked" -type f -regextype posix-extended -regex '.*\.(cvd|cld|ndb|ldb|hdb|hsb)' \
    -exec mv -t "$new/files" {} +
fi

files=("$new/files"/*)
[ ${#files[@]} -gt 0 ] || fail 'there is no signature database inside'
updated=$(date -u +%Y-%m-%dT%H:%M:%SZ)
for file in "${files[@]}"; do
  if [[ $file =~ \.c[vl]d$ ]]; then
    # Checks the checksum and the publisher's signature, without loading a gigabyte into memory.
    info=$(sigtool --info "$file" 2>&1) || fail "${file##*/} is damaged"
    [[ $file == *.cld || $info == *'Verification OK'* ]] || fail "${file##*/} is not signed by its publisher"
    if [[ $file == */daily.* ]]; then # how old the signatures really are
      built=$(sed -n 's/^Build time: \(.*\) \([0-9][0-9]\)-\([0-9][0-9]\) \([-+][0-9]*\)$/\1 \2:\3 \4/p' <<< "$info")
      updated=$(date -u -d "$built" +%Y-%m-%dT%H:%M:%SZ 2> /dev/null || echo "$updated")
    fi
  else
    clamscan --quiet --database="$file" /etc/hostname > /dev/null 2>&1 || fail "${file##*/} does not load"
  fi
done

chmod 644 "${files[@]}"
rm -f "$store"/muniment-trial.*
for file in "${files[@]}"; do
  base=$(basename "${file%.*}")
  mv "$file" "$store/"
  # daily.cld and daily.cvd are the same database, updated and as published: only the new one stays.
  case $file in
    *.cvd) rm -f "$store/$base.cld" ;;
    *.cld) rm -f "$store/$base.cvd" ;;
  esac
done
signatures-state imported "$updated"
clamd-ask RELOAD > /dev/null 2>&1 || true
printf 'imported: %s\n' "$(basename -a "${files[@]}" | tr '\n' ' ')"
