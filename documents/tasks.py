"""Background jobs about documents. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from . import keeping, packs


@app.periodic(cron="53 3 * * *")
@app.task(queueing_lock="forget_format_requests")
def forget_format_requests(timestamp: int, **kwargs: Any) -> None:
    """What the privacy page says, once a night."""
    keeping.forget()


@app.periodic(cron="11 4 * * *")
@app.task(queueing_lock="make_print_packs")
def make_print_packs(timestamp: int, **kwargs: Any) -> None:
    """Make the packs in which something has changed, before anybody waits for one."""
    packs.make_all()


@app.task
def make_print_pack(pack_id: str) -> None:
    """Make one pack after it was published or changed."""
    packs.make_by_id(pack_id)
