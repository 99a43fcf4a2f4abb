"""How long the pages of feedback take with a year of many comments, over HTTP.

    python -m tests.bench.feedback [--size 3000]

1,000 and then 10,000 comments of last year are made up, in 40 themes with 4 actions each. The
number of queries must not grow with them.
"""

import argparse
import http.client
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

import django
import psycopg

from localoffer import devdb
from tests.bench import speed

DATABASE = "bench_feedback"
COMMENTS = (1_000, 10_000)
THEMES = 40
ACTIONS = 4
REQUESTS = 40
# Three of four comments are published, most of the others wait.
PUBLISHED = 0.75
WORDS = (
    "transport school taxi late short break holiday club waiting list plan review meeting nobody "
    "told us website easy hard find support autism assessment therapy swimming friendly staff"
).split()


def copy_of(size: int) -> None:
    """A database of its own, so that what is measured elsewhere stays as it is."""
    with psycopg.connect(speed.address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE bench_{size}")


def fill(comments: int) -> None:
    """Make up so many comments in all, the same in every run."""
    from accounts.models import User
    from core.years import Year
    from feedback.models import Action, Comment, Theme

    year, chance = Year.current().previous, random.Random(speed.SEED)
    officer = User.objects.filter(role="officer").earliest("pk")
    Action.objects.all().delete()
    Theme.objects.all().delete()
    Comment.objects.all().delete()
    themes = Theme.objects.bulk_create(
        Theme(
            year=year.code,
            title_en=f"Theme {number}: {_words(chance, 4)}",
            said_en=_words(chance, 40),
            published=True,
            published_at=_moment(year),
        )
        for number in range(THEMES)
    )
    Action.objects.bulk_create(
        Action(theme=theme, did_en=_words(chance, 30), state=state, owner="SEND team")
        for theme in themes
        for state in ("done", "in_progress", "planned", "done")[:ACTIONS]
    )
    made = Comment.objects.bulk_create(_comments(comments, year, officer, chance), batch_size=1_000)
    links = Theme.comments.through
    links.objects.bulk_create(
        links(theme=chance.choice(themes), comment=comment) for comment in made
    )
    with psycopg.connect(speed.address(DATABASE), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _comments(number: int, year: Any, officer: Any, chance: random.Random) -> Iterator[Any]:
    from feedback.models import Comment

    for _ in range(number):
        heard_on = year.start + timedelta(days=chance.randrange(365))
        words = _words(chance, chance.randrange(8, 80))
        fields: dict[str, Any] = {
            "channel": chance.choice(Comment.Channel.values),
            "about": chance.choice(("content", "missing", "ease", "praise")),
            "speaker": chance.choice(Comment.Speaker.values),
            "heard_on": heard_on,
            "due": heard_on + timedelta(days=14),
            "year": year.code,
            "original": words,
        }
        if chance.random() < PUBLISHED:
            fields |= {
                "state": "published",
                "published_words_en": words,
                "published_at": _moment(year),
                "published_by": officer,
            }
        yield Comment(**fields)


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number)).capitalize() + "."


def _moment(year: Any) -> Any:
    from django.utils import timezone

    return timezone.now().replace(year=year.end.year, month=year.end.month, day=1)


def pages() -> dict[str, str]:
    """Addresses by what they show; the desk's begin with /desk/."""
    from core.years import Year
    from feedback.models import Theme

    year = Year.current().previous
    theme = Theme.objects.earliest("order", "pk")
    return {
        "you said, we did": f"/you-said-we-did/{year.code}/",
        "you said, we did: words and state": (
            f"/you-said-we-did/{year.code}/?q=transport&state=in_progress"
        ),
        "one theme": f"/you-said-we-did/{year.code}/{theme.pk}/",
        "desk: waiting": "/desk/feedback/",
        "desk: all, last page": "/desk/feedback/?show=all&page=9999",
        "desk: words": "/desk/feedback/?show=all&q=taxi",
        "desk: themes": f"/desk/themes/?year={year.code}",
        "desk: one theme": f"/desk/themes/{theme.pk}/",
    }


def measure() -> dict[str, tuple[float, str]]:
    """The median milliseconds of each page as its visitor saw them, and how many queries."""
    from django.test import Client

    from accounts.models import User

    officer = Client()
    officer.force_login(User.objects.filter(role="officer").earliest("pk"))
    signed_in = {"Cookie": f"sessionid={officer.cookies['sessionid'].value}"}
    found = {}
    with speed.serving(DATABASE):
        connection = http.client.HTTPConnection("127.0.0.1", speed.PORT, timeout=60)
        for name, path in pages().items():
            headers = signed_in if path.startswith("/desk/") else {}
            until = time.monotonic() + speed.MOST_SECONDS
            answers = []
            for _ in range(REQUESTS):
                answers.append(speed.fetch(connection, path, **headers))
                if time.monotonic() > until:
                    break
            queries = sorted({answer.queries for answer in answers[1:]})
            found[name] = (
                median(answer.seconds * 1000 for answer in answers[1:]),
                " to ".join(str(number) for number in queries[:: max(1, len(queries) - 1)]),
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=speed.SIZES[0])
    size = parser.parse_args().size
    devdb.use(speed.CLUSTER, durable=False)
    speed.prepare([size])
    copy_of(size)
    speed.use_settings(DATABASE)
    django.setup()
    speed.manage(DATABASE, "collectstatic", "--no-input", "-v0")
    results = []
    for comments in COMMENTS:
        fill(comments)
        results.append(measure())
    print(f"| page | {' | '.join(f'{number:,}: p50 ms | queries' for number in COMMENTS)} | × |")
    print(f"|---|{'--:|' * (2 * len(COMMENTS) + 1)}")
    for name in results[0]:
        cells = " | ".join(f"{each[name][0]:.0f} | {each[name][1]}" for each in results)
        print(f"| {name} | {cells} | {results[-1][name][0] / results[0][name][0]:.1f} |")


if __name__ == "__main__":
    main()
