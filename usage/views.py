"""“Do not count my visits”: one press on the cookies page, without JavaScript, and back again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import View

from core.sameorigin import SameOriginMixin

from .visitors import OBJECTION

# A year: the same as the code of practice asks for choices about cookies.
KEEP_SECONDS = 60 * 60 * 24 * 365


class ObjectionView(SameOriginMixin, View):
    """Sets the one cookie that holds the objection, or takes it away."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponseRedirect(f"{reverse('pages:cookies')}#counting")
        if request.POST.get("count") == "yes":
            response.delete_cookie(OBJECTION, samesite="Lax")
        else:
            response.set_cookie(
                OBJECTION,
                "1",
                max_age=KEEP_SECONDS,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response
