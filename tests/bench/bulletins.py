"""How long a bulletin takes to 10,000 readers, what the worker needs, and that everybody gets it
once though the worker is killed twice.

    python -m tests.bench.bulletins [--readers 10000]

The worker is the product's own program; the mail server is aiosmtpd on this machine, which takes
every e-mail and remembers its Message-ID and address. The worker is killed (SIGKILL) at a third
and at two thirds, and started again. It gets up to a minute of rest until the job of a dead worker
is taken up; that is counted.
"""

import argparse
import itertools
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import django
import psutil
import psycopg
from aiosmtpd.controller import Controller

from localoffer import devdb
from tests.bench import speed

DATABASE = "bench_bulletins"
SMTP_PORT = 8025
READERS = 10_000
LANGUAGES = ("en", "en", "en", "ar", "pl", "ur")
# Anything longer is a fault.
MOST_SECONDS = 1_800


class Mailboxes:
    """What arrived: how often each e-mail, and how often something at each address."""

    def __init__(self) -> None:
        self.messages: Counter[str] = Counter()
        self.addresses: Counter[str] = Counter()
        self.bytes = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.split(b"\r\n\r\n", 1)[0].decode(errors="replace")
        folded = head.replace("\r\n ", " ").split("\r\n")
        name = next(line for line in folded if line.lower().startswith("message-id:"))
        self.messages[name.split(":", 1)[1].strip()] += 1
        self.addresses[envelope.rcpt_tos[0]] += 1
        self.bytes += len(envelope.content)
        return "250 OK"


def prepare() -> None:
    """A database of its own."""
    with psycopg.connect(speed.address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE}")
    speed.manage(DATABASE, "migrate", "-v0")


def words() -> None:
    """The demo's services, and six topics."""
    from django.utils import timezone

    from accounts import demo as people
    from content.models import Topic
    from directory import demo as listings

    for load in (people.load, listings.load):
        load(_quietly)
    for number in range(6):
        fields: dict[str, Any] = {"slug": f"topic-{number}", "title_en": f"Topic {number}"}
        Topic.objects.create(state="published", published_at=timezone.now(), **fields)


def _quietly(what: str) -> None:
    """The demo's own progress is of no interest here."""


def fill(readers: int) -> Any:
    """So many readers in four languages, each with topics of their own or none; a bulletin of
    fifteen entries, due now."""
    from django.utils import timezone

    from bulletins import composing, subscribing
    from bulletins.models import Bulletin, BulletinEntry, Subscriber
    from content.models import Topic
    from directory.models import Service

    topics = [topic.pk for topic in subscribing.topics_to_choose()]
    choices: list[list[Any]] = [[], [], *([each] for each in topics), topics[:2]]
    people = zip(range(readers), itertools.cycle(LANGUAGES), itertools.cycle(choices), strict=False)
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=f"reader{number}@example.org",
                state="confirmed",
                language=language,
                topics=chosen,
                consented_at=timezone.now(),
            )
            for number, language, chosen in people
        ),
        batch_size=1_000,
    )
    bulletin = Bulletin.objects.create(
        slug="measured", title_en="Measured bulletin", intro_en="What is new this term. " * 8
    )
    services = list(Service.objects.latest_changes()[:6])
    entries: list[tuple[str, Any, str]] = [("service", each.pk, "") for each in services]
    entries += [("topic", each.pk, "") for each in Topic.objects.live()]
    entries += [("words", None, "Come along on Saturday. " * 15)] * 3
    for order, (kind, key, text) in enumerate(entries):
        BulletinEntry.objects.create(
            bulletin=bulletin,
            kind=kind,
            record_id=key,
            order=order,
            title_en="Own words" if kind == "words" else "",
            text_en=text,
        )
    assert not any(each.stops for each in composing.problems(bulletin))
    Bulletin.objects.filter(pk=bulletin.pk).update(state="scheduled", send_at=timezone.now())
    return bulletin


def worker() -> subprocess.Popen[bytes]:
    environment = speed.environment(DATABASE) | {
        "LOCALOFFER_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "LOCALOFFER_SMTP_HOST": "127.0.0.1",
        "LOCALOFFER_SMTP_PORT": str(SMTP_PORT),
        "LOCALOFFER_BULLETIN_EMAILS_PER_MINUTE": "1000000",
        "DJANGO_SETTINGS_MODULE": "localoffer.settings",
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    return subprocess.Popen(command, cwd=speed.ROOT, env=environment)


def run(bulletin: Any, mailboxes: Mailboxes, readers: int) -> dict[str, Any]:
    """Send it all, with two kills on the way."""
    from bulletins import sending
    from bulletins.models import Delivery, Edition

    began = time.perf_counter()
    sending.tick()
    starting = time.perf_counter() - began
    kills = [readers // 3, 2 * readers // 3]
    memory, waited, running = 0.0, 0.0, worker()
    began = time.perf_counter()
    try:
        while Delivery.objects.waiting().exists():
            if time.perf_counter() - began > MOST_SECONDS:
                raise SystemExit("It took too long.")
            memory = max(memory, _megabytes(running.pid))
            if kills and mailboxes.messages.total() >= kills[0]:
                kills.pop(0)
                # Without a warning, in the middle of an e-mail.
                running.kill()
                running.wait()
                dead, arrived = time.perf_counter(), mailboxes.messages.total()
                running = worker()
                while mailboxes.messages.total() <= arrived:
                    time.sleep(0.05)
                waited += time.perf_counter() - dead
            time.sleep(0.05)
        seconds = time.perf_counter() - began
    finally:
        running.kill()
        running.wait()
    return {
        "starting": starting,
        "seconds": seconds,
        "waited": waited,
        "memory": memory,
        "editions": Edition.objects.filter(bulletin=bulletin).count(),
        "states": Delivery.objects.filter(bulletin=bulletin).counts(),
    }


def _megabytes(pid: int) -> float:
    try:
        found = psutil.Process(pid).memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
    return found / 1_000_000


def report(readers: int, found: dict[str, Any], mailboxes: Mailboxes) -> None:
    sending = found["seconds"] - found["waited"]
    repeated = sum(count - 1 for count in mailboxes.messages.values())
    print("| what | measured |")
    print("|---|--:|")
    print(f"| writing down {readers:,} deliveries | {found['starting']:.1f} s |")
    print(f"| e-mails composed (language and choice of topics) | {found['editions']} |")
    print(f"| sending, without the rests after the kills | {sending:.0f} s |")
    print(f"| e-mails a second | {readers / sending:.0f} |")
    print(f"| rests after two kills, together | {found['waited']:.0f} s |")
    print(f"| most memory of the worker | {found['memory']:.0f} MB |")
    print(f"| size of an e-mail, on average | {mailboxes.bytes // readers:,} bytes |")
    print(f"| addresses that got it | {len(mailboxes.addresses):,} |")
    print(f"| addresses that got two different ones | {_twice(mailboxes)} |")
    print(f"| e-mails handed over again with the same Message-ID | {repeated} |")
    print(f"| rows | {found['states']} |")


def _twice(mailboxes: Mailboxes) -> int:
    """More e-mails than repetitions of the same can explain."""
    return len(mailboxes.messages) - len(mailboxes.addresses)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--readers", type=int, default=READERS)
    readers = parser.parse_args().readers
    devdb.use(speed.CLUSTER, durable=True)
    prepare()
    speed.use_settings(DATABASE)
    os.environ["DJANGO_SETTINGS_MODULE"] = "localoffer.settings"
    django.setup()
    mailboxes = Mailboxes()
    server = Controller(mailboxes, hostname="127.0.0.1", port=SMTP_PORT)
    server.start()
    try:
        words()
        bulletin = fill(readers)
        report(readers, run(bulletin, mailboxes, readers), mailboxes)
    finally:
        server.stop()
    if len(mailboxes.addresses) != readers or _twice(mailboxes):
        raise SystemExit("Somebody did not get it, or got two.")


if __name__ == "__main__":
    main()
