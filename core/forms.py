"""How forms are drawn: the GOV.UK Design System's components."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    pass
