from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = "Bulletins"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
