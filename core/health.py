"""For machines that watch the site: is it up, and can it work. They are told no more than that."""

import logging
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

log = logging.getLogger(__name__)
# A worker writes its heartbeat every ten seconds.
WORKER_IS_LATE_AFTER = timedelta(seconds=60)
_migrated: list[bool] = []


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """This process answers. A failure means: start it again."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Everything that a page or a job needs is there. A failure means: call somebody."""
    parts = {"database": "ok", "migrations": "ok", "worker": "ok"}
    try:
        if not _is_migrated():
            parts["migrations"] = "not applied"
        elif not _worker_is_alive():
            parts["worker"] = "late"
    except DatabaseError as problem:
        log.error("the database does not answer: %s", problem)
        parts = {"database": "down", "migrations": "unknown", "worker": "unknown"}
    fine = set(parts.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if fine else "not ready", **parts}, status=200 if fine else 503
    )


def _is_migrated() -> bool:
    connection.ensure_connection()
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        # A process never sees new migrations, so that this need not be asked again.
        _migrated.append(True)
    return True


def _worker_is_alive() -> bool:
    last = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return last is not None and timezone.now() - last < WORKER_IS_LATE_AFTER
