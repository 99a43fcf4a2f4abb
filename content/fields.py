"""Lists of other records as one column."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models


class RecordsField(ArrayField):
    """The ids of some records of the model `to` ("directory.Service"), in the editor's order.

    A column rather than rows of a table of their own, so that the history, a working copy and
    putting an old version back treat it like any other value. The database does not watch over it:
    whoever reads it skips an id that leads nowhere (`content.querysets.in_order`).
    """

    def __init__(self, to: str = "", *args: Any, **kwargs: Any) -> None:
        self.to = to
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        kwargs["base_field"] = models.UUIDField()
        super().__init__(*args, **kwargs)

    def records(self) -> "models.QuerySet[Any]":
        """All records that an id of the list may name."""
        return apps.get_model(self.to)._default_manager.all()

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        # To a migration, and in the history, it is the array that it is in the database.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", list(args), kwargs
