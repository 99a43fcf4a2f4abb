"""What became of a comment, for whoever has its reference."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.private import PrivatePage
from core.ratelimit import spend

from ..forms import ReferenceForm
from ..models import Comment
from .common import LOOKS

State = Comment.State
COLOURS = {
    State.NEW: "blue",
    State.OPEN: "yellow",
    State.PUBLISHED: "green",
    State.KEPT_BACK: "grey",
}
_STATES = {
    State.NEW: gettext_lazy("It has reached us. A person reads it soon."),
    State.OPEN: gettext_lazy("We have read it and are looking into it."),
    State.PUBLISHED: gettext_lazy(
        "We have published it, without anything that shows who wrote it. Thank you."
    ),
    State.KEPT_BACK: gettext_lazy(
        "We have read it and thought about it. We do not publish it. That can be because it is "
        "about somebody’s own life, or because somebody asked us not to."
    ),
}


class FindView(PrivatePage):
    """Where one types a reference."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReferenceForm(request.GET or None)
        if form.is_bound and form.is_valid():
            spend(request, LOOKS)
            reference = form.cleaned_data["reference"]
            if Comment.objects.filter(reference=reference).exists():
                return redirect("feedback:status", reference)
            form.add_error("reference", _("We do not know this reference. Check each letter."))
        return render(request, "feedback/find.html", {"form": form})


class StatusView(PrivatePage):
    """The state and the reply. Never the words: anybody may hold a slip of paper with a number."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        spend(request, LOOKS)
        comment = get_object_or_404(Comment, reference=reference)
        state = State(comment.state)
        context = {
            "comment": comment,
            "state_colour": COLOURS[state],
            "state_words": _STATES[state],
        }
        return render(request, "feedback/status.html", context)
