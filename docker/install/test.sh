#!/usr/bin/env bash
# Runs the tests of the installer: docker/install/test.sh [PATTERN]. Plain bash; a test is a function test_* in a *.test.sh file.
# Each runs in a shell of its own with an empty folder as working directory. Exit 77 means: cannot be run here (says why).
set -uo pipefail
export LC_ALL=C.UTF-8
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

if [ "${1:-}" = --one ]; then
  # One test in this shell: --one FILE NAME
  set -e
  # shellcheck source=/dev/null
  . "$HERE/harness.sh"
  # shellcheck source=/dev/null
  . "$2"
  "$3"
  exit 0
fi

passed=0 failed=0 skipped=0
for file in "$HERE"/*.test.sh "$HERE"/*/*.test.sh; do
  [ -e "$file" ] || continue
  while read -r name; do
    [[ "${file#"$HERE"/} $name" == *${1:-}* ]] || continue
    scratch=$(mktemp -d)
    status=0
    output=$(cd "$scratch" && "$BASH" "$HERE/test.sh" --one "$file" "$name" 2>&1 </dev/null) || status=$?
    rm -rf -- "$scratch"
    title="${file#"$HERE"/}: $(tr '_' ' ' <<<"${name#test_}")"
    case $status in
      0) printf 'ok    %s\n' "$title" && passed=$((passed + 1)) ;;
      77) printf 'skip  %s (%s)\n' "$title" "$(tail -n 1 <<<"$output")" && skipped=$((skipped + 1)) ;;
      *) printf 'FAIL  %s\n' "$title" && printf '        %s\n' "${output//$'\n'/$'\n'        }" && failed=$((failed + 1)) ;;
    esac
  done < <(sed -n 's/^\(test_[a-z0-9_]*\)() .*/\1/p' "$file")
done
if ((skipped > 0)); then printf '%d skipped\n' "$skipped"; fi
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0 && passed > 0))
