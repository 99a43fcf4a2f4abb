"""The whole matrix of accessibility, as `make access` runs it:

every public page in every language, the pages of providers and of the desk in English and Arabic,
each on a phone and on a desktop, light, dark, in forced colours, at 400 per cent, without motion
and on paper. Where a kind of page has several states (empty, huge), all of them are looked at in
English and Arabic; in the other languages one, dark on the desktop and in forced colours on the
phone.

    python -m tests.access [--only=guides,news] [--languages=en,ar] [--again] [--go-on]

The pages are those of tests/access/pages.py, in a database of their own, served as in production.
A whole run writes what it found where the site's accessibility statement reads it.
`--only` looks at some kinds of pages, `--again` at the content that is there: neither is written
down. `--go-on` finishes a run that was stopped, with what is mended since: it looks at what has not
been seen yet, and again wherever something was wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from localoffer import devdb
from tests.access import checking, results
from tests.access.looks import PUBLIC, Look
from tests.bench import speed

DATABASE = "access"
PORT = 8198
FOLDER = speed.CLUSTER.parent / "access"
PROCESSES = 2
_SHARES = tuple(f"seen-{share}" for share in range(PROCESSES))
SMALL_SET = ("en", "ar")
SMALL_SET_ALONE = ("desktop, forced colours", "phone, dark", "little motion")


def prepare() -> None:
    """A new database with the small city in it, and the list of its pages."""
    import psycopg

    with psycopg.connect(speed.address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
    speed.manage(DATABASE, "migrate", "-v0")
    speed.use_settings(DATABASE)

    import django

    django.setup()
    from accounts.models import User
    from tests.access import pages, world
    from tests.access.walking import sign_in

    word = "correct horse battery"
    officer = User.objects.create_user("olive@example.org", word, role="officer", name="Olive")
    # Most have none; whoever has one is asked for it again now and then.
    provider = User.objects.create_user("own@example.org", word, name="Own Owner")
    looks = pages.all_looks(world.make(officer), officer=officer, provider=provider)
    sessions = sign_in(desk=officer, provider=provider)
    FOLDER.mkdir(parents=True, exist_ok=True)
    _file("looks").write_text(json.dumps({"looks": looks, "sessions": sessions}), "utf-8")


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def work(share: int, languages: list[str], modes: list[str], only: list[str]) -> None:
    """What one of the processes does: every so manieth page. Writes a line for each sight."""
    from tests.access.walking import Walker
    from tests.bench.bytes import browser

    given = json.loads(_file("looks").read_text("utf-8"))
    done = {str(each[:3]) for each in _read("done")}
    looks = [Look(*each) for each in given["looks"]]
    wanted = [each for each in looks if not only or any(word in each.name for word in only)]
    with browser() as opened, _file(_SHARES[share]).open("w", 1, encoding="utf-8") as written:
        walker = Walker(opened, f"http://127.0.0.1:{PORT}", given["sessions"])
        for look in wanted[share::PROCESSES]:
            for language in languages:
                if language not in SMALL_SET and not _is_for_all_languages(look, looks):
                    continue
                ways = _ways(modes, language)
                ways = [mode for mode in ways if str([list(look), language, mode]) not in done]
                for seen in walker.visit(look, language, ways):
                    written.write(json.dumps(seen) + "\n")
                    if seen.faults:
                        print(seen, end="\n\n", flush=True)


def _ways(modes: list[str], language: str) -> list[str]:
    """No language has colours of its own: dark and forced ones are looked at in one window each."""
    return [mode for mode in modes if language in SMALL_SET or mode not in SMALL_SET_ALONE]


def _is_for_all_languages(look: Look, looks: list[Look]) -> bool:
    """Whether it is public, and the first state of its kind of page."""
    return look.who == PUBLIC and look is next(each for each in looks if each.name == look.name)


def seen() -> list[list[Any]]:
    """Look, language, mode and faults of each sight."""
    return [each for name in ("done", *_SHARES) for each in _read(name)]


def _read(name: str) -> list[list[Any]]:
    if not _file(name).exists():
        return []
    return [json.loads(line) for line in _file(name).read_text("utf-8").splitlines()]


def _keep_what_was_right() -> None:
    right = [json.dumps(each) for each in seen() if not each[3]]
    _file("done").write_text("".join(f"{line}\n" for line in right), "utf-8")
    # Stopped before its browsers start, the next one must not count them twice.
    for name in _SHARES:
        _file(name).unlink(missing_ok=True)


def run(options: argparse.Namespace) -> None:
    devdb.use(speed.CLUSTER, durable=False)
    if options.go_on:
        _keep_what_was_right()
    else:
        _file("done").unlink(missing_ok=True)
    if not (options.again or options.go_on):
        prepare()
    speed.manage(DATABASE, "collectstatic", "--no-input", "-v0")
    began = time.monotonic()
    given = [f"--{name}={getattr(options, name)}" for name in ("languages", "modes", "only")]
    with speed.serving(DATABASE, PORT):
        command = [sys.executable, "-m", "tests.access", *given]
        shares = [
            subprocess.Popen([*command, f"--share={number}"], env=os.environ)
            for number in range(PROCESSES)
        ]
        failed = [share.wait() for share in shares]
    if any(failed):
        raise SystemExit("A browser did not come to the end.")
    found = seen()
    faults = sum(len(faults) for *_rest, faults in found)
    minutes = (time.monotonic() - began) / 60
    print(f"{len(found)} sights of pages, {faults} faults, {minutes:.1f} minutes", flush=True)
    if not (options.only or options.again):
        results.write(found, tools=tools())
    if faults:
        raise SystemExit(1)


def tools() -> dict[str, str]:
    from tests.bench.bytes import browser

    with browser() as opened:
        chromium = opened.version
    return {
        "axe-core": checking.axe_version(),
        "Chromium": chromium,
        "Playwright": version("playwright"),
    }


def main() -> None:
    from core.languages import CODES

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="parts of names of pages, with commas between")
    parser.add_argument("--languages", default=",".join(CODES))
    parser.add_argument("--modes", default="|".join(checking.WHOLE))
    parser.add_argument("--again", action="store_true", help="with the content of the last run")
    parser.add_argument("--go-on", action="store_true", help="finish the last run")
    parser.add_argument("--share", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.share is None:
        run(options)
        return
    only = options.only.split(",") if options.only else []
    work(options.share, options.languages.split(","), options.modes.split("|"), only)


if __name__ == "__main__":
    main()
