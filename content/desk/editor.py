"""What the box for a page's words asks for: a preview, clean pasting, and things to put in.

Each picker is a page of its own, which a script (editor.js) shows in a dialog instead. It gives
Markdown: pressed into the text by the script, copied by hand without one.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content import bringing_in, markdown, pasting
from content.library import Image, Video
from core.languages import BY_CODE, SOURCE, tag
from core.uploads import Refused
from directory.desk.filters import having_words, words_of
from search import query
from search.results import SearchRequest

from .fields import LONGEST_PROSE
from .library_forms import AddImageForm, describing

MOST_OFFERED = 12
# A Word file of a book would be no page.
LONGEST_TEXT = 4 * LONGEST_PROSE


class EditorView(DeskMixin, View):
    permission = "content.edit"


class PreviewView(EditorView):
    """A text as the public would see it. Of a whole form, the box that `preview_of` names."""

    def post(self, request: HttpRequest) -> HttpResponse:
        box = request.POST.get("preview_of") or "text"
        text = request.POST.get(box, "")[:LONGEST_TEXT]
        language = request.POST.get("language", SOURCE).lower()
        language = language if language in BY_CODE else SOURCE
        with override(language):
            rendered = markdown.render(text, language=language)
        context = {
            "rendered": rendered,
            "text_lang": tag(language),
            "text_dir": "rtl" if BY_CODE[language].rtl else "ltr",
        }
        return render(request, "content/desk/editor_preview.html", context)


class PasteView(EditorView):
    """HTML from a clipboard as Markdown: plain text back, 422 where nothing can be read."""

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.FILES.get("html")
        if sent is None or (sent.size or 0) > pasting.LARGEST:
            return HttpResponse(status=422)
        try:
            text = pasting.to_markdown(sent.read().decode("utf-8", "replace"))
        except pasting.Unreadable:
            return HttpResponse(status=422)
        return HttpResponse(text, content_type="text/plain; charset=utf-8")


class HelpView(EditorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "content/desk/editor_help.html")


# --- Pickers --------------------------------------------------------------------------------------


class LinkView(EditorView):
    """Everything that the site's search finds, in English: its addresses have no language."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = words_of(request)
        hits = query.run(SearchRequest(text=words, kinds=(), page_size=MOST_OFFERED)).hits
        context = {"words": words, "hits": hits if words else []}
        return render(request, "content/desk/editor_link.html", context)


class ImageView(EditorView):
    """Choose a picture of the library, or add one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(AddImageForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddImageForm(request.POST, request.FILES)
        if form.is_valid() and (image := form.save(by=request.user)):
            return self._draw(AddImageForm(), added=image)
        return self._draw(form)

    def _draw(self, form: forms.BaseForm, added: Image | None = None) -> HttpResponse:
        words = words_of(self.request)
        rows = Image.objects.select_related("upload")
        found = having_words(rows, words, "title", "alt_en")[:MOST_OFFERED]
        context = {"form": form, "words": words, "images": found, "added": added}
        return render(self.request, "content/desk/editor_image.html", context)


class VideoView(EditorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        words = words_of(request)
        found = having_words(Video.objects.all(), words, "title_en", "summary_en")
        context = {"words": words, "videos": found[:MOST_OFFERED]}
        return render(request, "content/desk/editor_video.html", context)


# --- Word files -----------------------------------------------------------------------------------


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Word file"),
        help_text=_("Its name ends with .docx, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": _("Choose a Word file.")},
        allow_empty_file=True,
    )


@dataclass(frozen=True)
class _Picture:
    image: Image
    form: forms.ModelForm


class WordView(EditorView):
    """A Word file as Markdown, in two steps: the file, then the words for each of its pictures."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "content/desk/editor_word.html", {"form": WordForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        if "text" in request.POST:
            return self._described()
        form = WordForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                text, images = bringing_in.word(form.cleaned_data["file"], by=request.user)
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                lacking = [image for image in images if not image.is_described]
                return self._draw(text, [_Picture(each, _describe(each)) for each in lacking])
        return render(request, "content/desk/editor_word.html", {"form": form})

    def _described(self) -> HttpResponse:
        """The second step. Only pictures that still have no words are written to."""
        text = self.request.POST["text"].replace("\r\n", "\n")[:LONGEST_TEXT]
        rows = Image.objects.filter(
            upload__in=markdown.file_keys(markdown.parse(text)), alt_en="", is_decorative=False
        ).select_related("upload")
        pictures = [_Picture(each, _describe(each, self.request.POST)) for each in rows]
        # All of them are asked, so that each says what is wrong with it.
        if sum(each.form.is_valid() for each in pictures) == len(pictures):
            for each in pictures:
                bringing_in.describe(each.form, by=self.request.user)
            pictures = []
        return self._draw(text, pictures)

    def _draw(self, text: str, pictures: list[_Picture]) -> HttpResponse:
        context: dict[str, Any] = {"text": text, "pictures": pictures}
        return render(self.request, "content/desk/editor_word_text.html", context)


def _describe(image: Image, data: Any = None) -> forms.ModelForm:
    return describing(image)(data, instance=image, prefix=f"image-{image.pk}")
