from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = "Directory"

    def ready(self) -> None:
        from search import kinds

        from . import translated

        translated.register_all()
        kinds.register(
            kinds.SearchKind(
                name="service",
                label=_("Service"),
                group=kinds.Group.SERVICES,
                has_places=True,
            )
        )
