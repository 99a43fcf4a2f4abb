"""Pages for tests: topics, and what an editor's browser sends."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from content import actions
from content.models import Page, Topic
from tests.desk import boxes


def topic(title: str = "Money", *, published: bool = True, **values: Any) -> Topic:
    """A topic, public unless told otherwise."""
    return made(Topic(title_en=title, **values), published=published)


def made(page: Any, *, published: bool = True) -> Any:
    """A page of any kind as `content.actions` make one; public since a week."""
    actions.create(page, by=None)
    if published:
        actions.publish(page, by=None, at=timezone.now() - timedelta(days=7))
    return page


def desk(page: Page, what: str = "", kind: str = "topic", *more: Any) -> str:
    """The address of a page of the desk about `page`: "change", "publish"..."""
    return reverse(f"desk:page_{what}" if what else "desk:page", args=[kind, page.pk, *more])


def sent_by(response: Any) -> dict[str, Any]:
    """What the form of the page would send if nobody typed anything."""
    sent = {"version": str(response.context["version"])} if "version" in response.context else {}
    for field in response.context["form"]:
        sent |= boxes(field)
    return sent


def typed(client: Any, address: str, do: str = "save", **values: Any) -> Any:
    """Open a form, change some boxes and press a button. Returns the answer."""
    return client.post(address, {**sent_by(client.get(address)), **values, "do": do})


def press(client: Any, page: Page, what: str, version: int | None = None, **values: Any) -> Any:
    """Press a button on the page of `page`, which was opened at `version`, or just now."""
    opened = page.version if version is None else version
    return client.post(desk(page, what), {"version": opened, **values})
