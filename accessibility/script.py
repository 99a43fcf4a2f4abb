"""The manual script as a page for whoever goes through it: what to do, and what came of it."""

from collections.abc import Iterator

from core.languages import BY_CODE

from . import evidence
from .evidence import NOT_TRIED, Step

_HEADINGS = {
    "keyboard": "Keyboard alone",
    "nvda": "Screen reader: NVDA with Firefox",
    "voiceover": "Screen reader: VoiceOver on an iPhone",
    "talkback": "Screen reader: TalkBack on an Android phone",
    "voice_control": "Voice control",
    "magnifier": "Magnifier, large text and colours",
    "cognitive": "People who find reading or remembering hard",
    "print": "Print and PDF",
    "email": "E-mails",
}
_PEOPLE = {
    "parent": "a parent or young person",
    "provider": "a provider",
    "officer": "the officer",
}
_TOP = """# Manual script

What a machine cannot check, to be done by people, at least once a year. Made from
`accessibility/evidence/manual.yaml` by `python manage.py manual_script`; change it there. The
public statement counts these results, and `make check` fails when one is more than a year old.

How to go through it: serve the demo (`make demo`), do each step in each language that it names, and
write down what came of it at once: `result`, `date`, `by` (your role and what you used) and `note`.
A step that was done otherwise than it says, or only in some of its languages, is not “passed”.
"""


def as_markdown() -> str:
    return "\n".join([_TOP, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield "| | steps | passed | failed | not tried |"
    yield "|---|---|---|---|---|"
    for way in evidence.WAYS:
        results = [step.result for step in _of(way)]
        counts = " | ".join(str(results.count(result)) for result in evidence.RESULTS)
        yield f"| {_HEADINGS[way]} | {len(results)} | {counts} |"
    for way in evidence.WAYS:
        yield f"\n## {_HEADINGS[way]}"
        for step in _of(way):
            yield from _step(step)


def _of(way: str) -> list[Step]:
    return [step for step in evidence.steps() if step.way == way]


def _step(step: Step) -> Iterator[str]:
    languages = ", ".join(BY_CODE[code].english_name for code in step.languages)
    yield f"\n### {step.id}\n"
    yield f"For {_PEOPLE[step.person]}; in {languages}.\n"
    yield f"- Do: {step.do}"
    yield f"- Should happen: {step.expect}"
    yield f"- WCAG 2.2: {', '.join(step.criteria)}"
    if step.result == NOT_TRIED or step.date is None:
        yield "- Result: **not tried**"
    else:
        yield f"- Result: **{step.result}** on {step.date:%d %B %Y}, by {step.by}"
    if step.note:
        yield f"- Note: {step.note}"
