"""Background jobs about bulletins. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from . import figures, sending, subscribing


@app.task(queue="bulletins")
def send_some(bulletin_id: str) -> None:
    sending.send_some(bulletin_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="bulletins")
def start_and_go_on(timestamp: int, **kwargs: Any) -> None:
    """A bulletin that is due is started; one whose job is gone is taken up again."""
    sending.tick()


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="forget_subscribers")
def forget_subscribers(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule on the privacy page says, once a night."""
    subscribing.forget()
    sending.forget()


@app.periodic(cron="50 23 * * *")
@app.task(queueing_lock="count_readers")
def count_readers(timestamp: int, **kwargs: Any) -> None:
    """How many got the bulletin at the end of the day."""
    figures.count_readers()
