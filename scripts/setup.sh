#!/bin/sh
# Makes .venv and installs what the given file pins. Run by `make setup`.
set -eu
requirements=$1
venv=.venv

suits() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if ! suits "$venv/bin/python"; then
  python=
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if suits "$candidate"; then python=$candidate; break; fi
  done
  if [ -z "$python" ]; then
    echo "Local Offer needs Python 3.11 or newer with venv (on Debian or Ubuntu: apt-get install python3 python3-venv), or PYTHON=/path/to/python3.11." >&2
    exit 1
  fi
  echo "Making $venv with $("$python" --version)"
  "$python" -m venv --clear "$venv"
fi

echo "Installing the $(grep -c '==' "$requirements") packages that $requirements pins: about a minute on a new machine"
"$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$requirements"
