"""The young people's way: few words, pictures, one question at a time, each answered by a tap.

The answers are in the address until the last page sends them: nothing is kept in between.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.private import PrivatePage
from core.ratelimit import TooManyRequests, spend

from .. import actions
from ..forms import YoungForm
from ..models import Comment
from .common import GIVES

About = Comment.About
# The part of the address, which is also the picture's name: what it says.
FACES: dict[str, str | Promise] = {
    "good": _("Good"),
    "okay": _("OK"),
    "bad": _("Not good"),
}
TOPICS: dict[str, tuple[str | Promise, str]] = {
    "finding": (_("Finding things"), About.EASE),
    "words": (_("The words"), About.EASE),
    "here": (_("What is here"), About.CONTENT),
    "missing": (_("Something is missing"), About.MISSING),
    "say": (_("Having my say"), About.DEVELOPMENT),
    "other": (_("Something else"), About.OTHER),
}


class FaceView(PublicPageMixin, TemplateView):
    template_name = "feedback/young_face.html"
    extra_context = {"faces": FACES}


class TopicView(PublicPageMixin, TemplateView):
    template_name = "feedback/young_topic.html"

    def get(self, request: HttpRequest, face: str) -> HttpResponse:
        if face not in FACES:
            raise Http404
        topics = [(topic, words) for topic, (words, _about) in TOPICS.items()]
        return self.render_to_response({"face": face, "word": FACES[face], "topics": topics})


class MoreView(PrivatePage):
    def get(self, request: HttpRequest, face: str, topic: str) -> HttpResponse:
        return self._show(YoungForm())

    def post(self, request: HttpRequest, face: str, topic: str) -> HttpResponse:
        form = YoungForm(request.POST)
        if face not in FACES or topic not in TOPICS or not form.is_valid():
            return self._show(form)
        try:
            spend(request, GIVES)
        except TooManyRequests:
            return self._show(form, is_too_much=True, status=429)
        name, about = TOPICS[topic]
        with override(SOURCE):
            chosen = f"{FACES[face]}. {name}."
        comment = actions.receive(
            channel=Comment.Channel.WEBSITE,
            about=about,
            words="\n\n".join(filter(None, [chosen, form.cleaned_data["words"]])),
            speaker=Comment.Speaker.YOUNG_PERSON,
            language=get_language() or SOURCE,
        )
        return redirect("feedback:young_thanks", comment.reference)

    def _show(
        self, form: YoungForm, *, is_too_much: bool = False, status: int = 200
    ) -> HttpResponse:
        face, topic = self.kwargs["face"], self.kwargs["topic"]
        if face not in FACES or topic not in TOPICS:
            raise Http404
        context = {
            "form": form,
            "face": face,
            "face_word": FACES[face],
            "topic": topic,
            "topic_word": TOPICS[topic][0],
            "is_too_much": is_too_much,
        }
        return render(self.request, "feedback/young_more.html", context, status=status)


class YoungThanksView(PrivatePage):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        rows = Comment.objects.filter(speaker=Comment.Speaker.YOUNG_PERSON, entered_by=None)
        if not rows.filter(reference=reference).exists():
            raise Http404
        return render(request, "feedback/young_thanks.html", {"reference": reference})
