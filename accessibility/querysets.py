from datetime import date
from typing import Any

from django.db import models


class ProblemQuerySet(models.QuerySet[Any]):
    def open(self) -> "ProblemQuerySet":
        """Those that are not mended: the statement names them."""
        return self.filter(mended_on=None)

    def late(self, today: date) -> "ProblemQuerySet":
        return self.open().filter(mend_by__lt=today)
