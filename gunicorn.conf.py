"""The web server process, in production and in the demo: `gunicorn localoffer.wsgi`.

gunicorn reads this file from the folder it is started in; `--bind` says where it listens.
"""

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings")

from django.conf import settings

from localoffer import environment as env

# Threads, because a request mostly waits for PostgreSQL; each keeps one connection to it.
worker_class = "gthread"
workers = env.number("LOCALOFFER_WEB_PROCESSES", 2 if settings.DEMO else (os.cpu_count() or 1) + 1)
threads = env.number("LOCALOFFER_WEB_THREADS", 4)
timeout = 30
graceful_timeout = 10
keepalive = 5
# A process is replaced now and then, not all at the same moment.
max_requests = 5000
max_requests_jitter = 500
# Where a file is memory: a slow disk must not look like a hanging process.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
accesslog = None  # core.middleware writes a line for each request, without addresses
loggers: Any = settings.LOGGING["loggers"]
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **loggers,
        "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
    },
}


def post_worker_init(worker: Any) -> None:
    from search import warming

    warming.in_background()
