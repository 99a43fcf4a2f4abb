from django.apps import AppConfig


class VariantsConfig(AppConfig):
    name = "variants"
    verbose_name = "Other versions"

    def ready(self) -> None:
        from . import pages

        pages.register_all()
