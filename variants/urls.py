"""The public pages. Mounted at the root, so that each form has an address that says what it is."""

from django.urls import path

from .models import Variant
from .views import ListView, PaperView, VariantView

app_name = "variants"
_FOLDERS = {
    Variant.Form.EASY_READ: "easy-read",
    Variant.Form.PLAIN: "plain-english",
    Variant.Form.BSL: "sign-language",
}
urlpatterns = [
    path(f"{folder}/", ListView.as_view(form=form), name=form.value)
    for form, folder in _FOLDERS.items()
]
urlpatterns += [
    path(f"{folder}/<slug:slug>/", VariantView.as_view(), name=f"{form}_page")
    for form, folder in _FOLDERS.items()
]
urlpatterns.append(
    path("easy-read/<slug:slug>/print/", PaperView.as_view(), name="easy_read_print")
)
