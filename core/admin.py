from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from procrastinate.contrib.django.models import ProcrastinateJob

from core.adminsite import site


@admin.register(ProcrastinateJob, site=site)
class JobAdmin(admin.ModelAdmin):
    """What the worker has done and still has to do: to look at, not to change."""

    list_display = ("id", "task_name", "status", "attempts", "scheduled_at")
    list_filter = ("status", "queue_name")
    fields = ("task_name", "queue_name", "status", "attempts", "scheduled_at")
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
