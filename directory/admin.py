from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.utils import build_localized_fieldname as column

from core import audit
from core.adminsite import site
from core.languages import CODES

from .models import Taxonomy


@admin.register(Taxonomy, site=site)
class TaxonomyAdmin(admin.ModelAdmin):
    """The names of the five lists. Their terms have pages on the desk."""

    list_display = ("slug", "name")
    # Not modeltranslation's own admin: it knows only the languages that Django knows.
    fields = ("slug", *(column(field, code) for field in ("name", "description") for code in CODES))
    readonly_fields = ("slug",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # pages know the five by name

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Taxonomy, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            by=request.user, verb="taxonomy.changed", obj=obj, fields=list(form.changed_data)
        )
