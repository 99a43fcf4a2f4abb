"""How long the annual report of a much-used year takes, how heavy its page is, and what a long PDF
needs in time and memory.

    python -m tests.bench.report [--size 3000]

The year has 10,000 comments in 40 themes (tests.bench.feedback) and 5 million page views
(tests.bench.counting). Files are made in a process of its own, as the worker makes them.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from typing import Any

import django

from localoffer import devdb
from tests.bench import bytes as weighing
from tests.bench import counting, feedback, speed

DATABASE = feedback.DATABASE
COMMENTS = 10_000
PAGES = 40
# Paragraphs of a section that makes the report as long as a thick one.
PARAGRAPHS = 90
REPEATS = 5
AIM_SECONDS, AIM_BYTES = 10, weighing.AIM


def draft() -> tuple[Any, float]:
    """The draft of last year, and the seconds it took."""
    from accounts.models import User
    from core.years import Year
    from reports import actions
    from reports.models import AnnualReport

    year = Year.current().previous
    AnnualReport.objects.drafts().delete()
    officer = User.objects.filter(role="officer").earliest("pk")
    started = time.perf_counter()
    report = actions.start(year=year, by=officer)
    return report, time.perf_counter() - started


def publish(report: Any) -> float:
    from reports import actions

    started = time.perf_counter()
    actions.publish(report, by=report.created_by, reason="measured")
    return time.perf_counter() - started


def weigh(year: str) -> tuple[weighing.Weight, weighing.Weight]:
    """The published page in a browser with an empty cache, with scripts and without."""
    with speed.serving(DATABASE), weighing.browser() as opened:
        return weighing.weights(opened, f"/reports/{year}/")


def files() -> None:
    """For the process that makes files: the time and memory of one PDF, then of several more."""
    import io

    import pikepdf

    from reports import files as making
    from reports.models import AnnualReport

    report = AnnualReport.objects.newest().latest("published_at")
    chance = random.Random(speed.SEED)
    words = "\n\n".join(feedback._words(chance, 120) for _ in range(PARAGRAPHS))
    data = report.snapshot
    data["sections"].append(
        {"kind": "own", "heading": {"en": "A long letter"}, "words": {"en": words}}
    )
    before, took = _megabytes(), []
    for number in range(REPEATS):
        started = time.perf_counter()
        content = making.draw(data, report.checksum, kind="pdf", language="en")
        took.append(time.perf_counter() - started)
        if number == 0:
            once = _megabytes()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
    if pages < PAGES:
        raise SystemExit(f"Only {pages} pages were made up.")
    print(f"| PDF of {pages} pages | {took[0]:.2f} s, {len(content) // 1000} KB | under 10 s |")
    print(
        f"| memory of the process: before, after one PDF, after {REPEATS} "
        f"| {before:.0f}, {once:.0f}, {_megabytes():.0f} MB | bounded |"
    )


def _megabytes() -> float:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=speed.SIZES[0])
    parser.add_argument("--files", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    devdb.use(speed.CLUSTER, durable=False)
    if options.files:
        speed.use_settings(DATABASE)
        django.setup()
        files()
        return
    speed.prepare([options.size])
    feedback.copy_of(options.size)
    speed.use_settings(DATABASE)
    django.setup()
    speed.manage(DATABASE, "collectstatic", "--no-input", "-v0")
    feedback.fill(COMMENTS)
    from core.years import Year
    from reports.models import AnnualReport

    year = Year.current().previous
    for each in (year.previous, year):
        counting._fill(DATABASE, each)
    print("| what | measured | aim |")
    print("|---|--:|--:|", flush=True)
    report, seconds = draft()
    print(f"| draft | {seconds:.1f} s | under {AIM_SECONDS} s |")
    print(f"| publishing | {publish(report):.1f} s | |")
    scripted, plain = weigh(year.code)
    print(
        f"| published page, compressed | {scripted.size:,} bytes, "
        f"{plain.size:,} without scripts | under {AIM_BYTES:,} |",
        flush=True,
    )
    assert AnnualReport.objects.published().exists()
    subprocess.run([sys.executable, "-m", "tests.bench.report", "--files"], check=True)


if __name__ == "__main__":
    main()
