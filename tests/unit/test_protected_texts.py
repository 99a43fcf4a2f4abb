"""What a machine must leave alone comes back whole, or the answer is refused."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translating.services import Problem, Unusable
from translating.services.judging import judge
from translating.services.protect import Kept, protect

KEPT = Kept(
    [
        ("Harbour Play", "Harbour Play"),
        ("EHC plan", "plan EHC"),
        ("SEND", "SEND"),
        ("short breaks", "krótkie przerwy"),
    ]
)
PAGE = """\
## What happens at Harbour Play

Come to **Harbour Play** at 9.30am, or *ring* 023 8083 3002. Write to a.b@example.org & read
[how an EHC plan begins](/information/ehc/ "A guide") or <https://example.org/a_b>.

- Short breaks cost £12.50 a day in SO15 3DT.
- ![A map of the hall](/files/0b0f/map.png)

1. See www.example.org/path.

| Day | Time |
|---|---|
| Monday | 9 to 5 |

! Bring `form_7` with you

```
never * touched
```
"""


def shouted(text: str) -> str:
    """What a machine makes of a text that does its work: other words, the same tags."""
    return re.sub(r"(<[^>]*>)|(&\w+;)|([a-z]+)", _shout, text)


def _shout(found: re.Match) -> str:
    return found[1] or found[2] or found[3].upper()


def test_only_words_are_sent_and_all_else_comes_back():
    taken = protect(PAGE, KEPT)
    sent = "\n".join(taken.sent)
    for layout in ("##", "- ", "|", "](", "**", "touched"):
        assert layout not in sent
    assert '<x id="4">023 8083 3002</x>' in sent
    back = taken.put_back([shouted(each) for each in taken.sent])
    assert back.splitlines()[0] == "## WHAT HAPPENS AT Harbour Play"
    for kept in (
        "**Harbour Play**",
        "023 8083 3002",
        "a.b@example.org &",
        '(/information/ehc/ "A guide")',
        "plan EHC",
        "<https://example.org/a_b>",
        "£12.50",
        "SO15 3DT",
        "](/files/0b0f/map.png)",
        "www.example.org/path.",
        "|---|---|",
        "`form_7`",
        "never * touched",
        "- krótkie przerwy",
    ):
        assert kept in back, kept


def test_letters_count_as_they_are_written_and_words_may_begin_a_sentence():
    taken = protect("Send SEND forms. Short breaks and EHC plans.", KEPT)
    assert taken.sent == [
        'Send <x id="1">SEND</x> forms. <x id="2">Short breaks</x> and EHC plans.'
    ]


def test_words_that_are_all_kept_are_not_sent():
    taken = protect("Harbour Play\n023 8083 3002", KEPT)
    assert taken.sent == []
    assert taken.put_back([]) == "Harbour Play\n023 8083 3002"


def test_a_line_broken_by_hand_is_one_sentence_and_a_list_of_words_is_not():
    long = "A very long line that somebody has broken by hand in the middle of the\nsentence."
    assert len(protect(long, KEPT).sent) == 1
    assert len(protect("autism\nasd\ntic", KEPT).sent) == 3


@pytest.mark.parametrize(
    ("english", "answer"),
    [
        ("Ring 01703 900123 now", "Zadzwoń"),
        ("Ring 01703 900123 now", '<x id="1">a</x> <x id="1">a</x>'),
        ("Ring 01703 900123 now", '<x id="1">a</x> <x id="2">a</x>'),
        ("Ring 01703 900123 now", '<x id="1">a'),
        ("Ring 01703 900123 now", '<x id="1"><g id="1">a</x>'),
        ("Ring 01703 900123 now", '<x id="1">a</x> <script>alert(1)</script>'),
        ("Ring 01703 900123 now", '<x id="1">a</x> albo 01703 900999'),
        ("Ring 01703 900123 now", '<x id="1">a</x> https://evil.example.com'),
        ("Ring 01703 900123 now", '<x id="1">a</x> [tu](https://evil.example.com)'),
        ("Ring 01703 900123 now", '<x id="1">a</x> &lt;https://evil.example.com&gt;'),
        ("Ring 01703 900123 now", '# <x id="1">a</x>'),
        ("Ring 01703 900123 now", '<x id="1">a</x> za £5'),
        ("See [our page](/a/) please", "Zobacz naszą stronę"),
        ("See [our page](/a/) please", 'Zobacz <g id="1"></g> stronę'),
        ("See [our page](/a/) please", 'Zobacz <g id="1"/> stronę'),
        ("See [our page](/a/) please", 'Zobacz <g id="1">stronę'),
        ("See [our page](/a/) please", "Zobacz stronę</g>"),
        ("See [our page](/a/) please", ""),
        ("- See\n- Do", "a"),
    ],
)
def test_an_answer_that_lost_or_made_up_something_is_refused(english, answer):
    taken = protect(english, KEPT)
    with pytest.raises(Unusable):
        taken.put_back([answer])


def test_stress_stays_stress_in_a_language_without_blanks():
    taken = protect("Please **(call)** us", KEPT)
    assert taken.put_back(['请<g id="1">（打电话）</g>我们']) == "请 **（打电话）** 我们"


def test_what_somebody_typed_is_never_markup_for_the_service():
    taken = protect('1 < 2 & <g id="9">', KEPT)
    assert "<g" not in taken.sent[0].replace("&lt;g", "")


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 12))
def test_whatever_the_service_does_nothing_protected_is_harmed(chance: random.Random, harms: int):
    taken = protect(PAGE, KEPT)
    answers = list(taken.sent)
    for _harm in range(harms):
        which = chance.randrange(len(answers)) if answers else 0
        _harm_one(answers, which, chance)
    _is_whole_or_refused(taken, answers)


def _harm_one(answers: list[str], which: int, chance: random.Random) -> None:
    if not answers:
        return
    text = answers[which]
    at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    tag = chance.choice(
        ['<x id="1">', "</x>", '<g id="2">', "</g>", "<b>", "**", "](", "|", "\n- "]
    )
    answers[which] = chance.choice(
        [
            text[:at] + text[to:],
            text[:at] + tag + text[at:],
            text[to:] + text[:to],
            text[:at] + text[at:to] * 2 + text[to:],
            text.replace("<", "< ").upper(),
            "",
        ]
    )
    if chance.random() < 0.05:
        answers.pop(which)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12), st.text(max_size=200))
def test_any_answer_at_all_is_whole_or_refused(answers: list[str], english: str):
    _is_whole_or_refused(protect(PAGE, KEPT), answers)
    taken = protect(english, KEPT)
    # And no text of ours is too strange to be sent and put back as it was.
    assert len(taken.sent) <= english.count("\n") + english.count("|") + 1
    _is_whole_or_refused(taken, answers)


def _is_whole_or_refused(taken, answers: list[str]) -> None:
    try:
        back = taken.put_back(answers)
    except Unusable:
        return
    if taken.english != PAGE:
        return
    for kept in (
        "Harbour Play",
        "023 8083 3002",
        "a.b@example.org",
        '](/information/ehc/ "A guide")',
        "plan EHC",
        "<https://example.org/a_b>",
        "£12.50",
        "SO15 3DT",
        "](/files/0b0f/map.png)",
        "www.example.org/path",
        "`form_7`",
        "never * touched",
    ):
        assert kept in back
    assert back.count("\n") == PAGE.count("\n")


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from([*"ab *_[]()<>&|#-!`.\n", "**", "a@b.uk", "](/c/)", "SEND", "1. "]))
)
def test_a_service_that_changes_nothing_changes_nothing(pieces: list[str]):
    english = "".join(pieces)
    taken = protect(english, KEPT)
    try:
        back = taken.put_back(taken.sent)
    except Unusable:
        # Not sent again in vain: what cannot be put together is left to a person.
        return
    assert "".join(back.split()) == "".join(english.split())


@pytest.mark.parametrize(
    ("language", "english", "answer", "problem"),
    [
        ("ar", "Come to our play group", "Come to our play group", Problem.WRONG_SCRIPT),
        (
            "pl",
            "Come to our play group every week",
            "come to our play group every week",
            "unchanged",
        ),
        ("pl", "Come to our play group every week", "Nie.", Problem.LENGTH),
        ("pl", "Come to our play group every week", "Nie. " * 80, Problem.LENGTH),
        ("pl", "For children aged 10 to 16", "Dla dzieci w wieku 10 do 18 lat", Problem.LOST),
        ("ar", "For children aged 10 to 16", "للأطفال من ١٠ إلى ١٦ سنة", None),
        ("pl", "Open from 9.30am until 11pm", "Czynne od 9:30 do 23:00", None),
        ("pl", "Easy Read", "Easy Read", None),
        ("zh-hans", "Come to our play group every week", "每周来参加我们的游戏小组", None),
    ],
)
def test_what_can_be_a_translation(language, english, answer, problem):
    if problem is None:
        judge(english, english, answer, language)
        return
    with pytest.raises(Unusable) as refused:
        judge(english, english, answer, language)
    assert refused.value.problem == problem
