#!/bin/sh
# Makes sure that a Chromium is here for the browser tests. Run by `make test`.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=no; fi
fi
if [ "$as_root" = no ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The browser tests need Chromium, and this user cannot install it: ask an administrator for the package chromium (Debian: apt-get install chromium chromium-sandbox fonts-dejavu-core)." >&2
  exit 1
fi

echo "Installing Chromium for the browser tests: about two minutes"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# A font with Latin and Arabic letters: layouts are measured, not only drawn.
$as_root apt-get install -y -qq --no-install-recommends chromium chromium-sandbox fonts-dejavu-core >/dev/null
command -v chromium >/dev/null 2>&1 || {
  echo "The package chromium brought no program named chromium: install Chromium or Google Chrome by hand." >&2
  exit 1
}
