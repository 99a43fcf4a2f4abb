"""Lets a service draft what waits, a little at a time, within what was allowed for a month and a
night. Whatever is not a whole, believable translation is counted as failed and shown to nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import translations
from core.translations import MadeBy, digest
from core.versions import StaleVersion
from directory import translatables
from directory.translatables import Text, Translatable

from . import agreed, gathering
from .models import Draft, DraftSettings, Usage
from .services import Problem, Service, ServiceProblem, Unusable, configured
from .services.judging import judge
from .services.protect import Kept, protect

# How many records one job works on before other jobs have their turn, and for how long it rests.
RECORDS_A_JOB = 10
REST = timedelta(seconds=5)
# After the first failures of a text; after so many in all it is given up.
PAUSES = (timedelta(minutes=10), timedelta(days=1))
MOST_ATTEMPTS = len(PAUSES) + 1
# A service that does not answer for so many texts in a row is left alone.
SILENCES = 2
SHORT_PAUSE = timedelta(minutes=15)
# Somebody has to do something first: the next night finds out whether they did.
LONG_PAUSE = timedelta(hours=20)
# A job waits so long for a service that is busy, but no longer.
LONGEST_WAIT = timedelta(hours=1)
# Others may write to the same record while its words are put in.
TRIES_TO_WRITE = 3


class NextJob(NamedTuple):
    """When the night goes on, and with how many characters."""

    wait: timedelta
    left: int


class _LimitReached(Exception):
    """Nothing more is sent tonight."""


@dataclass
class _Run:
    """One job's work. `left`: how many characters this night still has."""

    service: Service
    left: int
    is_over: bool = False
    # Texts in a row for which no answer came.
    silent: list[Draft] = field(default_factory=list)
    _kept: dict[str, Kept] = field(default_factory=dict)

    def kept(self, language: str) -> Kept:
        if language not in self._kept:
            self._kept[language] = agreed.kept(language)
        return self._kept[language]


def draft_some(left: int) -> NextJob | None:
    """Draft a few records with at most `left` characters. None: that was all for tonight."""
    service = configured()
    if service is None:
        return None
    run = _Run(service, left)
    for _record in range(RECORDS_A_JOB):
        if not (drafts := _next(run)):
            break
        _draft_record(run, drafts)
    _settle_silent(run)
    chosen = gathering.settings_now()
    if chosen.is_on and chosen.paused_until and chosen.is_paused:
        wait = chosen.paused_until - timezone.now()
        return NextJob(wait, run.left) if wait <= LONGEST_WAIT else None
    return NextJob(REST, run.left) if _next(run) else None


def _next(run: _Run) -> list[Draft]:
    """What is due of the record that is read most, in one language."""
    chosen = gathering.settings_now()
    if run.is_over or not chosen.is_on or chosen.is_paused:
        return []
    due = Draft.objects.due().filter(language__in=gathering.languages(chosen))
    first = due.first()
    if first is None:
        return []
    return list(due.filter(record_id=first.record_id, language=first.language))


# --- One record in one language -------------------------------------------------------------------


def _draft_record(run: _Run, drafts: list[Draft]) -> None:
    texts = _wanted(drafts)
    _forget(draft for draft in drafts if draft.pk not in texts)
    answers: dict[int, str] = {}
    for draft in drafts:
        if run.is_over or draft.pk not in texts:
            continue
        try:
            answers[draft.pk] = _drafted(run, draft, texts[draft.pk])
        except Unusable as unusable:
            _failed(draft, unusable.problem)
        except ServiceProblem as problem:
            _trouble(run, draft, problem)
        except _LimitReached:
            run.is_over = True
    _write([draft for draft in drafts if answers.get(draft.pk)], answers)


def _record_of(draft: Draft) -> tuple[Translatable | None, Any]:
    """The record as the public reads it now; None for one that they cannot read any more."""
    try:
        kind = translatables.get(draft.kind)
    except LookupError:
        return None, None
    return kind, kind.find([draft.record_id]).get(draft.record_id)


def _wanted(drafts: list[Draft]) -> dict[int, Text]:
    """The texts that a machine may still write, by the key of their Draft."""
    kind, record = _record_of(drafts[0])
    if kind is None or record is None:
        return {}
    texts = {text.key: text for text in kind.texts(record)}
    if gathering.Law.of(gathering.settings_now()).holds(kind, record, texts.values()):
        return {}
    code = drafts[0].language
    known = translations.states_of({text.owner.pk for text in texts.values()}, code)
    found = {}
    for draft in drafts:
        text = texts.get((draft.object_id, draft.field))
        if text and gathering.is_wanted(text, code, known.get(text.key)):
            found[draft.pk] = text
    return found


def _forget(drafts: Iterable[Draft]) -> None:
    if keys := [draft.pk for draft in drafts]:
        Draft.objects.filter(pk__in=keys).delete()


def _write(drafts: list[Draft], answers: dict[int, str]) -> None:
    """Put the words in, unless somebody wrote them or the English in the meantime."""
    for _try in range(TRIES_TO_WRITE):
        texts = _wanted(drafts) if drafts else {}
        same = [each for each in drafts if _is_same(each, texts.get(each.pk))]
        if not same:
            return
        kind, record = _record_of(same[0])
        words = {texts[draft.pk]: answers[draft.pk] for draft in same}
        if kind is None or _written(kind, record, words, same):
            return


def _is_same(draft: Draft, text: Text | None) -> bool:
    return text is not None and digest(text.english) == draft.english


def _written(kind: Translatable, record: Any, words: dict[Text, str], drafts: list[Draft]) -> bool:
    """False when somebody was faster: then it is to be looked at anew."""
    try:
        with transaction.atomic():
            done = kind.write(
                record,
                code=drafts[0].language,
                words=words,
                made_by=MadeBy.MACHINE,
                version=getattr(record, "version", None),
            )
            written = {text.key: words[text] for text in done}
            for draft in drafts:
                if said := written.get((draft.object_id, draft.field)):
                    _done(draft, said)
    except StaleVersion:
        return False
    return True


def _done(draft: Draft, words: str) -> None:
    draft.state, draft.problem = Draft.State.DONE, ""
    draft.words, draft.written_at = digest(words), timezone.now()
    draft.save(update_fields=["state", "problem", "words", "written_at", "english", "service"])


# --- One text -------------------------------------------------------------------------------------


def _drafted(run: _Run, draft: Draft, text: Text) -> str:
    """What the service makes of a text; "" where there is nothing to translate.

    Raises Unusable for an answer that cannot be shown, ServiceProblem when there is none, and
    _LimitReached when no more is to be sent.
    """
    taken = protect(text.english, run.kept(draft.language))
    draft.english, draft.service = digest(text.english), run.service.name
    if not taken.sent:
        draft.state = Draft.State.KEPT
        draft.save(update_fields=["state", "english", "service"])
        return ""
    answers = _asked(run, draft, taken.sent, text.english)
    translated = taken.put_back(answers)
    judge(taken.words, text.english, translated, draft.language)
    if len(translated) > text.longest:
        raise Unusable(Problem.LENGTH)
    return translated


def _asked(run: _Run, draft: Draft, texts: list[str], english: str) -> list[str]:
    hints = agreed.hints(draft.language, english)
    size = run.service.size(texts, hints)
    if size > settings.TRANSLATION["night"]:
        raise Unusable(Problem.TOO_LONG)
    if size > min(run.left, left_this_month()):
        raise _LimitReached
    # Before it is sent: what a worker was killed over was sent all the same.
    _count(run, size)
    draft.attempts += 1
    draft.save(update_fields=["attempts", "english", "service"])
    try:
        answers = run.service.translate(texts, draft.language, hints)
    except ServiceProblem as problem:
        if problem.problem != Problem.NO_ANSWER:
            # Turned away at the door, it is not charged.
            _count(run, -size)
        raise
    except Unusable:
        _settle_silent(run)
        raise
    _settle_silent(run)
    return answers


def left_this_month() -> int:
    used = Usage.objects.in_month(timezone.localdate())
    return max(int(settings.TRANSLATION["month"]) - used, 0)


def _count(run: _Run, characters: int) -> None:
    run.left -= characters
    today, _made = Usage.objects.get_or_create(day=timezone.localdate(), service=run.service.name)
    Usage.objects.filter(pk=today.pk).update(characters=F("characters") + characters)


# --- What went wrong ------------------------------------------------------------------------------


def _failed(draft: Draft, problem: Problem) -> None:
    """Try it again later, or give it up."""
    is_last = draft.attempts >= MOST_ATTEMPTS
    draft.problem = problem
    if is_last or problem in (Problem.LANGUAGE, Problem.TOO_LONG):
        draft.state = Draft.State.GIVEN_UP
    else:
        draft.next_try = timezone.now() + PAUSES[draft.attempts - 1]
    draft.save(update_fields=["problem", "state", "next_try", "english", "service"])


def _trouble(run: _Run, draft: Draft, problem: ServiceProblem) -> None:
    """Find out whether it is the text or the service: after several silences it is the service."""
    run.silent.append(draft)
    # Not again at once, before another text was tried.
    draft.next_try = timezone.now() + PAUSES[0]
    draft.save(update_fields=["next_try"])
    if problem.problem == Problem.NO_ANSWER and len(run.silent) < SILENCES:
        return
    Draft.objects.filter(pk__in=[each.pk for each in run.silent]).update(
        attempts=F("attempts") - 1, next_try=timezone.now()
    )
    run.silent, run.is_over = [], True
    pause(problem)


def _settle_silent(run: _Run) -> None:
    """The service answers others: it was the text."""
    for draft in run.silent:
        _failed(draft, Problem.NO_ANSWER)
    run.silent = []


def pause(problem: ServiceProblem) -> None:
    """Leave the service alone for as long as it asks, or as it usually takes to get well."""
    is_short = problem.problem in (Problem.NO_ANSWER, Problem.BUSY)
    wait = SHORT_PAUSE if is_short else LONG_PAUSE
    if problem.retry_after is not None:
        wait = timedelta(seconds=problem.retry_after)
    DraftSettings.objects.filter(pk=gathering.settings_now().pk).update(
        problem=problem.problem, paused_until=timezone.now() + wait
    )
