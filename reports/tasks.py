"""Background jobs of the annual report. Each may be run twice without harm."""

from procrastinate.contrib.django import app


@app.task(queue="reports", retry=3)
def make_files(report_id: str, language: str) -> None:
    """The files of a published report in one language, one after the other."""
    from . import files  # what draws them is large, and web processes never do

    files.make(report_id, language)
