from django.utils import timezone
from procrastinate.contrib.django import app

from usage import actions


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_searches")
def forget_searches(timestamp: int) -> None:
    actions.forget(timezone.localdate())
