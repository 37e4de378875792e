#!/usr/bin/env bash
# `npm run check`: all that can be said about the sources. Every step runs, whatever the others found; a step's output is
# shown when it failed, and kept in test-results/. Needs the services of test/compose.yaml (CONTRIBUTING.md says how).
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit
export PATH=$PWD/node_modules/.bin:$PATH RESULTS=$PWD/test-results/check NO_COLOR=1
rm -rf -- "$RESULTS" && mkdir -p -- "$RESULTS"
passed=0 failed=0

# step NAME WHAT-TO-DO COMMAND…: the remedy stands beside a failure.
step() {
  local name=$1 remedy=$2 began=$EPOCHREALTIME seconds ended=ok
  shift 2
  "$@" >"$RESULTS/$name.log" 2>&1 </dev/null || ended=failed
  seconds=$(((${EPOCHREALTIME/[.,]/} - ${began/[.,]/}) / 100000))
  if [ "$ended" = failed ]; then tail -n 150 "$RESULTS/$name.log"; fi
  printf '%-8s %-8s %5d.%d s%s\n' "$name" "$ended" $((seconds / 10)) $((seconds % 10)) "$([ "$ended" = ok ] || printf '   %s' "$remedy")"
  if [ "$ended" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

shell_files() {
  find . \( -name node_modules -o -name .git -o -name dist -o -name test-results \) -prune -o -type f -size -200k -print0 |
    xargs -0 awk 'FNR == 1 { if (/^#!.*[\/ ](ba)?sh|^# shellcheck shell=/) print FILENAME; nextfile }'
}
# shellcheck disable=SC2046 # file names without spaces, one word each
check_shell() { shellcheck --external-sources $(shell_files); }
# Says what a generated file lacks: drift FILE COMMAND…
drift() {
  local file=$1 now
  shift
  now=$("$@") && diff --unified=2 --label "$file" --label 'what the sources give' "$file" - <<<"$now"
}
# The tests are counted one by one; when none was counted, the step itself is.
unit() { vitest run --reporter=default --reporter=json --outputFile.json="$RESULTS/unit.json"; }
count() { grep -o "\"$1\":[0-9]*" "$RESULTS/unit.json" 2>/dev/null | head -n 1 | cut -d: -f2; }

step format 'npm run format' oxfmt --check .
step lint 'see .oxlintrc.json' oxlint --type-aware --deny-warnings
step types '' tsc --noEmit
step shell '' check_shell
step unit 'npm run unit -- NAME' unit
step schema 'npm run schema' drift migrations/schema.sql node test/schema.ts
step openapi 'npm run openapi' drift docs/openapi.json node server/describe.ts

tests=$(count numPassedTests) broken=$(count numFailedTests)
if [ -n "$tests" ]; then passed=$((passed + tests)) failed=$((failed + broken)); fi
printf '%d passed, %d failed\n' "$passed" "$failed" | tee "$RESULTS/summary"
[ "$failed" = 0 ]
