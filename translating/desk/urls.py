"""Mounted under /desk/. All names are "desk:…"."""

from typing import Any

urlpatterns: list[Any] = []
