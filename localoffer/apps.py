from django.apps import AppConfig
from django.core import checks


class LocalOfferConfig(AppConfig):
    name = "localoffer"
    verbose_name = "Local Offer"

    def ready(self) -> None:
        from localoffer.checks import check_database

        checks.register(check_database, checks.Tags.database)
