"""What an editor fills in about a version: the words of a page, and nothing else."""

from django.utils.translation import gettext_lazy as _

from content.desk import fields
from content.desk.forms import PageForm

from .models import Variant


class VariantForm(PageForm):
    body_en = fields.prose(
        _("Text"),
        _("Easy Read: a picture, then a short sentence or two about it, and again."),
        rows=24,
    )

    class Meta(PageForm.Meta):
        model = Variant
