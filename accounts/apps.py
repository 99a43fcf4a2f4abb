from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        # Importing the permissions is what registers them.
        from accounts import permissions, receivers  # noqa: F401

        receivers.connect()
