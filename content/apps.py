from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Pages"

    def ready(self) -> None:
        from . import library_pages, pages, translated  # noqa: F401

        translated.register_library()
