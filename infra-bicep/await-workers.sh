#!/bin/sh
# Waits until a worker of the version that was just deployed works on mail: the health of the function app names those that
# live. Its own answer says nothing of them, since HTTP and mail run on instances of their own.
#
#     await-workers.sh CONSOLE PACKAGE
#
# CONSOLE is the address of the function app, PACKAGE the folder that was deployed. Ends with 1 after ten minutes.
set -eu

console="$1"
package="$2"
tries=40
pause=15

version="$(unzip -p "$package"/lib/process-*.jar org/afterword/process/settings/version.txt)"

try=1
while [ "$try" -le "$tries" ]; do
  health="$(curl --silent --show-error --fail --max-time 20 "$console/api/health" || true)"
  alive="$(printf '%s' "$health" |
    jq --raw-output --arg version "$version" '[.workers[]? | select(.version == $version) | .alive] | add // 0' || true)"
  if [ "${alive:-0}" -gt 0 ]; then
    echo "$alive workers of version $version are alive"
    exit 0
  fi
  seen="$(printf '%s' "$health" | jq --raw-output '[.workers[]? | "\(.version) (\(.alive) alive)"] | join(", ")' || true)"
  echo "try $try: no worker of version $version yet; there are: ${seen:-none}"
  [ "$try" -eq "$tries" ] || sleep "$pause"
  try=$((try + 1))
done

if [ -z "$health" ]; then
  echo "The function app does not answer $console/api/health. See \"Mail waits\" in docs/debugging.md, first row." >&2
else
  echo "No worker of version $version has shown itself for $((tries * pause / 60)) minutes; there are: ${seen:-none}. Mail waits" \
    "unless older ones work: look at SignMail in AppRequests, its identity and its network. See \"Mail waits\" in docs/debugging.md." >&2
fi
exit 1
