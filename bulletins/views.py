"""The bulletins as everybody reads them, and a reader's own pages, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.paging import page_of
from core.private import PrivatePage
from core.ratelimit import Limit, TooManyRequests, spend

from . import editions, subscribing
from .forms import ChoicesForm, SignUpForm
from .models import Bulletin, Subscriber

# A school or a library may sign many people up; to one person's address only a few e-mails go.
SIGNS_UP = Limit(name="bulletins.sign_up", seconds=3600, of_subject=3, of_address=200)
PER_PAGE = 20


class HomeView(PublicPageMixin, View):
    """The bulletins so far, and the form to get the next ones."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"page": page_of(request, Bulletin.objects.out(), PER_PAGE), "form": SignUpForm()}
        return render(request, "bulletins/home.html", context)


class BulletinView(PublicPageMixin, View):
    """One bulletin as it went out."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        bulletin = get_object_or_404(Bulletin.objects.out(), slug=slug)
        issue = editions.read(bulletin.sent_words, get_language() or SOURCE)
        return render(request, "bulletins/bulletin.html", {"bulletin": bulletin, "issue": issue})


# --- Signing up -----------------------------------------------------------------------------------


class SignUpView(PrivatePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(SignUpForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        email = form.cleaned_data["email"]
        try:
            spend(request, SIGNS_UP, email)
        except TooManyRequests:
            # The page for too many requests would lose what was typed.
            form.add_error(
                None, _("That was asked for very often just now. Please wait an hour, then try.")
            )
            return self._show(form, status=429)
        subscribing.sign_up(email=email, **form.chosen())
        return redirect("bulletins:look")

    def _show(self, form: SignUpForm, *, status: int = 200) -> HttpResponse:
        return render(self.request, "bulletins/sign_up.html", {"form": form}, status=status)


class LookView(PrivatePage):
    """The same for everybody, whether their address was known or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"days": subscribing.CONFIRM_WITHIN.days}
        return render(request, "bulletins/look.html", context)


class ConfirmView(PrivatePage):
    """Looking changes nothing: programs that scan mail open every link, and press no button."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        reader = subscribing.read_token(token)
        if reader is None:
            return render(request, "bulletins/too_old.html", status=410)
        return render(request, "bulletins/confirm.html", {"reader": reader})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        reader = subscribing.read_token(token)
        if reader is None:
            return render(request, "bulletins/too_old.html", status=410)
        subscribing.confirm(reader)
        return render(request, "bulletins/confirmed.html", {"reader": reader})


# --- A reader's own page --------------------------------------------------------------------------


class ManageView(PrivatePage):
    """Its address is its key: it stands in every bulletin that the reader gets."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        reader = self._reader()
        if reader is None:
            return render(request, "bulletins/gone.html", status=404)
        chosen = {
            "topics": [str(each) for each in reader.topics],
            "often": reader.often,
            "language": reader.language,
        }
        return self._show(reader, ChoicesForm(initial=chosen))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        reader = self._reader()
        if reader is None:
            return render(request, "bulletins/gone.html", status=404)
        if request.POST.get("do") == "data":
            data = subscribing.data_of(reader)
            response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
            response["Content-Disposition"] = 'attachment; filename="bulletin.json"'
            return response
        form = ChoicesForm(request.POST)
        if form.is_valid():
            subscribing.change(reader, **form.chosen())
        return self._show(reader, form, is_saved=form.is_valid())

    def _reader(self) -> Subscriber | None:
        rows = Subscriber.objects.exclude(state=Subscriber.State.WAITING)
        found: Subscriber | None = rows.filter(key=self.kwargs["key"]).first()
        return found

    def _show(
        self, reader: Subscriber, form: ChoicesForm, *, is_saved: bool = False
    ) -> HttpResponse:
        context = {"reader": reader, "form": form, "is_saved": is_saved}
        return render(self.request, "bulletins/manage.html", context)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class LeaveView(View):
    """Leaving with one press (RFC 8058): mail programs post here, without a cookie or an origin.

    The key in the address is all the proof there is, and all that is needed. Looking at the page
    changes nothing. Whoever has left already gets the same answer.
    """

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        reader = Subscriber.objects.filter(key=key).first()
        if reader is None:
            return render(request, "bulletins/gone.html", status=404)
        return render(request, "bulletins/leave.html", {"reader": reader})

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        if request.POST.get("List-Unsubscribe") != "One-Click":
            raise Http404
        reader = Subscriber.objects.filter(key=key).first()
        if reader is not None:
            subscribing.leave(reader)
        return render(request, "bulletins/left.html")
