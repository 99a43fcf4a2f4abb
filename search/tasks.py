from procrastinate.contrib.django import app

from search import actions


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="refresh_vocabulary")
def refresh_vocabulary(timestamp: int) -> None:
    """Count the words of all documents anew: while they change, new words are only added."""
    actions.refresh_vocabulary()
