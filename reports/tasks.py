"""Background jobs of the annual report. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app


@app.task(queue="reports", retry=3)
def make_files(report_id: str, language: str) -> None:
    """The files of a published report in one language, one after the other."""
    from . import files  # what draws them is large, and web processes never do

    files.make(report_id, language)


@app.periodic(cron="52 3 * * *")
@app.task(queueing_lock="forget_report_comments")
def forget_report_comments(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule says, once a night."""
    from . import actions  # which asks for files to be made, and so needs this module

    actions.forget_comments()
