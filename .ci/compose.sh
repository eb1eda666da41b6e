#!/usr/bin/env bash
# Puts Docker Compose v2 as `docker-compose` into a folder: compose.sh FOLDER
# From Debian's next release, through lists of its own, so that the machine's sources stay as they are.
set -euo pipefail
mkdir -p "$1" && cd "$1"
[ -x docker-compose ] && exit

lists=$PWD/apt
mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
mirror=$(grep -rhoE '(https?|file)://[^ ]*debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 || true)
key=/usr/share/keyrings/debian-archive-keyring.gpg
[ -n "$mirror" ] || { echo "compose: apt's sources on this machine name no Debian mirror" >&2; exit 1; }
echo "deb [signed-by=$key] $mirror trixie main" >"$lists/sources.list"
next() {
  apt-get -o Dir::Etc::sourcelist="$lists/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$lists/lists" \
    -o Dir::Cache="$lists/cache" -o APT::Sandbox::User=root "$@"
}
next update -qq
next download -qq docker-compose
dpkg-deb --extract docker-compose_*.deb unpacked
mv unpacked/usr/libexec/docker/cli-plugins/docker-compose .
rm -rf unpacked docker-compose_*.deb "$lists"
