#!/bin/sh
# Installs podman before the gateway; does nothing where it is there already, as in an image that has it.
#
# Tries for ever, with waits of 5 s to 5 min: a machine that is made while a package mirror is away must not stay without
# a gateway when the mirror is back. Every second try asks Ubuntu's own servers in place of Azure's mirror.
set -u

apt="${APT_FOLDER:-/etc/apt}" # another folder for tests
export DEBIAN_FRONTEND=noninteractive

# The same sources, but for the mirror. The machine's own stay as they are: later upgrades come from the nearer one.
archive="$(mktemp -d)"
trap 'rm -rf "$archive"' EXIT
mkdir "$archive/sources.list.d"
(cd "$apt" && find sources.list sources.list.d -type f) 2>/dev/null | while read -r file; do
  sed 's#[a-z]*://[a-z0-9.-]*azure\.archive\.ubuntu\.com#http://archive.ubuntu.com#' "$apt/$file" >"$archive/$file"
done

# With indexes of which some did not come, podman may still be had: only whether it is there counts. A mirror that is silent
# is left soon, since the other one may answer, and a machine that is not healthy after ten minutes is reimaged.
install_podman() {
  dpkg --configure -a
  set -- -q -y -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120 "$@"
  apt-get "$@" update
  apt-get "$@" install podman
}

try=1
pause=5
until command -v podman >/dev/null; do
  if [ $((try % 2)) -eq 1 ]; then
    install_podman
  else
    install_podman -o Dir::Etc::sourcelist="$archive/sources.list" -o Dir::Etc::sourceparts="$archive/sources.list.d"
  fi
  if ! command -v podman >/dev/null; then
    echo "podman could not be installed (try $try); the next try is in $pause s" >&2
    sleep "$pause"
    try=$((try + 1))
    pause=$((pause * 2))
    [ "$pause" -le 300 ] || pause=300
  fi
done
