from typing import Any

from django.db.backends.postgresql import base

from localoffer import devdb


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        devdb.use(**self.settings_dict["EMBEDDED"])
        return super().get_connection_params()
