#!/bin/sh
# Checks a live site's settings with those of the example, which must be complete. Nothing is
# connected to.
set -eu
while IFS= read -r line; do
  case $line in ''|'#'*) ;; *) export "${line?}" ;; esac
done < deploy/localoffer.env.example
export LOCALOFFER_DATA="${TMPDIR:-/tmp}/localoffer-check"
exec .venv/bin/python manage.py check --deploy --fail-level WARNING
