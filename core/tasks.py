"""Background jobs that belong to no app, and the upkeep of the jobs themselves.

Arguments of a job are written to logs when it fails: they are numbers and names of things, never
a person's words or address. Every job may be run twice: a worker that is killed in the middle of
one leaves it "doing", and `rescue_stalled_jobs` starts it again.
"""

import logging
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from core import email, ratelimit

log = logging.getLogger(__name__)
# A worker says every ten seconds that it lives.
STALLED_AFTER_SECONDS = 60
MOST_ATTEMPTS = 5
# See "What is deleted when" in docs/operating.md.
KEEP_EMAILS = timedelta(days=30)
KEEP_FINISHED_JOBS_HOURS = 24 * 7


# It waits 6 s, 36 s, 4 min, 22 min, 2 h and 13 h between its tries.
@app.task(queue="email", retry=RetryStrategy(max_attempts=6, exponential_wait=6))
def deliver_email(email_id: int) -> None:
    email.deliver(email_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rescue_stalled_jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Start jobs again whose worker was killed; give up on one that keeps killing its worker."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        if job.attempts >= MOST_ATTEMPTS:
            log.error("job %s (%s) was given up after %s", job.id, job.task_name, job.attempts)
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("job %s (%s) is started again", job.id, job.task_name)
            try:
                await manager.retry_job(job, retry_at=timezone.now())
            except UniqueViolation:
                # The same job waits already, perhaps for this one to end.
                await manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="nightly", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FINISHED_JOBS_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="forget_what_is_old")
def forget_what_is_old(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule says of core's own records, once a night."""
    email.forget(older_than=KEEP_EMAILS)
    ratelimit.forget()
    call_command("clearsessions")
