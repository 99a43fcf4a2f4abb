"""What everybody may read of themes and comments. The words that somebody wrote stay out of here:
only the published wording is asked for, and what could show who spoke is left out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname as column

from core import small_numbers
from core.languages import SOURCE
from directory.models import Service
from directory.page_titles import link_words

from .models import Action, Comment, Theme

Links = Theme.comments.through
MOST_WORDS = 8


@dataclass(frozen=True)
class Quote:
    """A published comment: its anonymous wording, and where it is safe how it reached us."""

    words: str
    # In English on a page in another language.
    is_english: bool
    channel: str
    speaker: str


@dataclass(frozen=True)
class Behind:
    """What may be said about the comments behind a theme."""

    number: str
    # How many can be read.
    published: int
    # The pairs of channel and speaker that may be named.
    pairs: frozenset[tuple[str, str]]


NOTHING = Behind(number="0", published=0, pairs=frozenset())


def years() -> list[str]:
    """The codes of the years that have something to read, the latest first."""
    found = Theme.objects.published().order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def themes_of(
    year: str, *, words: str = "", state: str = "", priority: str = ""
) -> "QuerySet[Theme]":
    """The published themes of a year that the filters leave, each with the actions they leave."""
    chosen = Action.objects.all()
    if state:
        chosen = chosen.filter(state=state)
    if priority:
        chosen = chosen.filter(priority__code=priority)
    themes = Theme.objects.published().of_year(year)
    if state or priority:
        themes = themes.filter(Exists(chosen.filter(theme=OuterRef("pk"))))
    for word in words.split()[:MOST_WORDS]:
        in_action = Action.objects.filter(_says(word, "did", "why_not"), theme=OuterRef("pk"))
        themes = themes.filter(_says(word, "title", "said") | Exists(in_action))
    return with_actions(themes.in_order(), chosen)


def _says(word: str, *names: str) -> Q:
    """In English or in the page's language."""
    found = Q()
    for name in names:
        for code in {SOURCE, get_language() or SOURCE}:
            found |= Q(**{f"{column(name, code)}__icontains": word})
    return found


def with_actions(
    themes: "QuerySet[Theme]", actions: "QuerySet[Action] | None" = None
) -> "QuerySet[Theme]":
    chosen = Action.objects.all() if actions is None else actions
    return themes.select_related("carried_from").prefetch_related(
        Prefetch(
            "actions",
            chosen.select_related("priority").prefetch_related(
                "updates", Prefetch("services", Service.objects.published())
            ),
        ),
        Prefetch("carried_to", Theme.objects.published()),
    )


def name_pages(themes: Iterable[Theme]) -> None:
    """Give the actions of `themes` their pages with what the links to them say."""
    actions = [action for theme in themes for action in theme.actions.all()]
    words = link_words(address for action in actions for address in action.pages)
    for action in actions:
        action.named_pages = [{"address": each, "words": words[each]} for each in action.pages]


def behind(themes: Iterable[Theme]) -> dict[UUID, Behind]:
    """For each theme, by one query. Of a small group neither number nor channel is said."""
    rows = (
        Links.objects.filter(theme__in=[theme.pk for theme in themes])
        .values_list("theme", "comment__channel", "comment__speaker")
        .annotate(
            number=Count("pk"),
            published=Count("pk", filter=Q(comment__state=Comment.State.PUBLISHED)),
        )
    )
    groups = defaultdict(list)
    for theme, channel, speaker, number, published in rows:
        groups[theme].append(((channel, speaker), number, published))
    return {theme: _behind(found) for theme, found in groups.items()}


def _behind(groups: list[tuple[tuple[str, str], int, int]]) -> Behind:
    total = sum(number for _pair, number, _published in groups)
    published = sum(number for _pair, _total, number in groups)
    # The published ones can be counted on the page: a few more than those would be few who are not.
    said = published if small_numbers.is_small(total - published) else total
    safe = small_numbers.shown([number for _pair, number, _published in groups])
    pairs = (pair for (pair, _n, _p), number in zip(groups, safe, strict=True) if number)
    return Behind(small_numbers.in_words(said), published, frozenset(pairs))


def first_quotes(themes: Iterable[Theme], known: dict[UUID, Behind], each: int) -> dict[UUID, Any]:
    """The latest few comments of every theme, by one query."""
    place = Window(RowNumber(), partition_by=F("theme"), order_by=_LATEST)
    links = _published(Links.objects.filter(theme__in=[theme.pk for theme in themes]))
    found = defaultdict(list)
    rows = links.annotate(place=place).filter(place__lte=each).order_by("theme", "place")
    for row in rows.values("theme", *_columns()):
        found[row["theme"]].append(_quote(row, known.get(row["theme"], NOTHING)))
    return found


def quotes_of(theme: Theme) -> "QuerySet[Any, Any]":
    """Rows of all its published comments, the latest first; `quotes` makes them readable."""
    return _published(Links.objects.filter(theme=theme)).order_by(*_LATEST).values(*_columns())


def quotes(rows: Iterable[dict[str, Any]], known: Behind) -> list[Quote]:
    return [_quote(row, known) for row in rows]


_LATEST = [F("comment__heard_on").desc(), F("comment").asc()]


def _published(links: Any) -> Any:
    return links.filter(comment__state=Comment.State.PUBLISHED)


def _columns() -> Sequence[str]:
    """All that is read of a comment."""
    words = {column("published_words", code) for code in (SOURCE, get_language() or SOURCE)}
    return [f"comment__{name}" for name in ("channel", "speaker", *sorted(words))]


def _quote(row: dict[str, Any], known: Behind) -> Quote:
    code = get_language() or SOURCE
    own = row[f"comment__{column('published_words', code)}"]
    english = row[f"comment__{column('published_words', SOURCE)}"]
    pair = (row["comment__channel"], row["comment__speaker"])
    is_safe = pair in known.pairs
    return Quote(
        words=own or english,
        is_english=not own and code != SOURCE,
        channel=str(Comment.Channel(pair[0]).label) if is_safe else "",
        speaker=str(Comment.Speaker(pair[1]).label) if is_safe else "",
    )
