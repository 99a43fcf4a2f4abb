"""The first words of each section, from what is known of the year. An officer makes them theirs.

They are said in every language that a catalogue has them in, and never written over by themselves:
only the button on a section's page asks for them again.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import texts
from feedback.models import Action, Comment, Theme

from .models import AnnualReport, ReportSection

Kind = ReportSection.Kind
# In the order in which a report is read.
KINDS = (
    Kind.INTRODUCTION,
    Kind.TAKING_PART,
    Kind.GLANCE,
    Kind.THEMES,
    Kind.THANKS,
    Kind.DATA,
    Kind.CANNOT,
    Kind.SUMMARY,
    Kind.NEXT,
)


def title() -> texts.Texts:
    return texts.said(lambda: _("Local Offer annual report"))


def heading(kind: str) -> texts.Texts:
    return texts.said(lambda: Kind(kind).label)


def words(report: AnnualReport, kind: str) -> texts.Texts:
    """Markdown in every language; nothing for a section of the council's own."""
    write = _WRITERS.get(Kind(kind))
    if write is None:
        return {texts.SOURCE: ""}
    facts = _facts(report)
    return _whole(texts.said(lambda: write(facts)))


def _whole(said: texts.Texts) -> texts.Texts:
    """Without languages in which a catalogue has a part of the words alone, or only the months."""
    english = {each for each in said[texts.SOURCE].split("\n\n") if not each.startswith("- ")}
    return {
        code: words
        for code, words in said.items()
        if code == texts.SOURCE or not english.intersection(words.split("\n\n"))
    }


def _facts(report: AnnualReport) -> dict[str, Any]:
    """What the sentences need, with numbers as they are counted at this moment."""
    numbers = {
        figure.key: int(figure.value)
        for figure in report.figures.all()
        if figure.value is not None and not figure.hidden
    }
    return {
        "year": report.in_year,
        "area": settings.BRAND["area"],
        "council": settings.BRAND["council"],
        **dict.fromkeys(("comments_heard", "occasions_held", "people_met", "survey_answers"), 0),
        **numbers,
    }


def _paragraphs(*each: str) -> str:
    return "\n\n".join(filter(None, each))


def _introduction(facts: dict[str, Any]) -> str:
    return _paragraphs(
        _(
            "The law asks every council to publish a Local Offer. It shows all the help that there "
            "is for children and young people aged 0 to 25 with special educational needs or "
            "disabilities (SEND), and for their families. %(council)s does this for %(area)s."
        )
        % facts,
        _(
            "The law also asks us to find out what you think of it. At least once a year we "
            "publish what you said and what we did. This report is about %(year)s."
        )
        % {"year": facts["year"].label},
        _("We ask you about three things:"),
        "\n".join(
            f"- {each}"
            for each in (
                _("what is in the Local Offer, and what is missing"),
                _("how easy it is to find and to understand"),
                _("how it is made, and how you have a say in that"),
            )
        ),
        _("No comment in this report shows who made it."),
        _(
            "The law is the Children and Families Act 2014, section 30, and the Special "
            "Educational Needs and Disability Regulations 2014, regulations 53 to 57. Chapter 4 "
            "of the SEND Code of Practice says more."
        ),
    )


def _taking_part(facts: dict[str, Any]) -> str:
    return _paragraphs(
        _counted(
            facts["comments_heard"],
            lambda n: ngettext(
                "We heard %(count)s comment this year.", "We heard %(count)s comments this year.", n
            ),
        ),
        _counted(
            facts["occasions_held"],
            lambda n: ngettext(
                "We met families at %(count)s event.", "We met families at %(count)s events.", n
            ),
        ),
        _counted(
            facts["survey_answers"],
            lambda n: ngettext(
                "Our surveys were filled in %(count)s time.",
                "Our surveys were filled in %(count)s times.",
                n,
            ),
        ),
        _(
            "You can tell us what you think on any day: with the button on each page, by phone, by "
            "e-mail or letter, or when you meet us."
        ),
    )


def _glance(facts: dict[str, Any]) -> str:
    return _("Choose the name of a figure to see how it was counted.")


def _themes(facts: dict[str, Any]) -> str:
    return _(
        "We put together what several of you said about the same thing. Below each theme is what "
        "we did, what we are still doing, and what we could not do and why."
    )


def _thanks(facts: dict[str, Any]) -> str:
    return _("You also told us what went well. Thank you: it shows us what to keep.")


def _data(facts: dict[str, Any]) -> str:
    return _(
        "We count how often pages are opened and what people search for. We use no cookies for "
        "this, and we do not know who anybody is."
    )


def _cannot(facts: dict[str, Any]) -> str:
    if not _actions(facts).filter(state=Action.State.CANNOT).exists():
        return _("There was nothing this year of which we had to say that we cannot do it.")
    return _("Some of what you asked for we cannot do. We say here what it is, and why.")


def _summary(facts: dict[str, Any]) -> str:
    counts = _actions(facts).aggregate(
        done=Count("pk", filter=Q(state=Action.State.DONE)),
        going=Count("pk", filter=Q(state__in=Action.UNFINISHED)),
    )
    top = list(
        Theme.objects.published()
        .of_year(facts["year"].code)
        .annotate(voices=Count("comments"))
        .order_by("-voices", "order", "title_en")[:3]
    )
    return _paragraphs(
        _("What you spoke about most:") if top else "",
        "\n".join(f"- {theme.title}" for theme in top),
        _counted(
            counts["done"],
            lambda n: ngettext(
                "We have done %(count)s thing that you asked for.",
                "We have done %(count)s things that you asked for.",
                n,
            ),
        ),
        _counted(
            counts["going"],
            lambda n: ngettext(
                "%(count)s more is on its way.", "%(count)s more are on their way.", n
            ),
        ),
        _missing_voices(facts),
    )


def _missing_voices(facts: dict[str, Any]) -> str:
    heard = Comment.objects.filter(year=facts["year"].code)
    young = heard.filter(speaker=Comment.Speaker.YOUNG_PERSON).count()
    if not heard.exists() or young * 5 >= heard.count():
        return ""
    return _(
        "Fewer than one comment in five came from a child or young person. "
        "We want to hear from more of you next year."
    )


def _next(facts: dict[str, Any]) -> str:
    return _(
        "This is what we have promised for the year to come. "
        "Next year’s report will say what became of it."
    )


def _actions(facts: dict[str, Any]) -> Any:
    return Action.objects.filter(theme__year=facts["year"].code, theme__published=True)


def _counted(number: int, sentence: Callable[[int], str]) -> str:
    """The sentence with its number; none about nothing."""
    if not number:
        return ""
    return sentence(number) % {"count": number_format(number, force_grouping=True)}


_WRITERS: dict[ReportSection.Kind, Callable[[dict[str, Any]], str]] = {
    Kind.INTRODUCTION: _introduction,
    Kind.TAKING_PART: _taking_part,
    Kind.GLANCE: _glance,
    Kind.THEMES: _themes,
    Kind.THANKS: _thanks,
    Kind.DATA: _data,
    Kind.CANNOT: _cannot,
    Kind.SUMMARY: _summary,
    Kind.NEXT: _next,
}
