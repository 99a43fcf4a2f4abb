"""What in a text could show who somebody is. Found by patterns, so a person still has to read it.

Nothing is certain here: a capital letter in mid-sentence may be a child's name or a charity. It is
better to mark too much than to publish one name (regulation 56(3) of the SEND Regulations 2014:
comments are published in a form that identifies nobody).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Longer texts than this are refused by every form.
LONGEST = 20_000

LABELS: dict[str, str | Promise] = {
    "email": _("e-mail address"),
    "link": _("web address or account"),
    "phone": _("phone number"),
    "postcode": _("postcode"),
    "date": _("date, perhaps of birth"),
    "number": _("number, perhaps of a person"),
    "address": _("street address"),
    "school": _("school of a child"),
    "name": _("name, perhaps"),
    "known": _("marked in the original words"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """Something in a text, from `start` up to but not including `end`, in characters."""

    start: int
    end: int
    kind: str

    @property
    def label(self) -> str | Promise:
        return LABELS[self.kind]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `label` says what is found in it, or is empty."""

    text: str
    label: str | Promise = ""


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_STREETS = "street|road|avenue|lane|close|drive|crescent|gardens|terrace|court|grove|way|st|rd|ave"
# The first that covers a place wins, so the certain ones come before the likely ones.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[^\s<>@,;]{1,64}@[^\s<>@,;]{1,190}\.[^\W\d_]{2,24}")),
    (
        "email",
        re.compile(
            r"\b[\w.+-]{1,64} ?(?:\(at\)|\[at\]| at ) ?[\w-]{1,60}"
            # A full stop with a space is the end of a sentence: "nobody at all. How so?"
            r"(?: ?(?:\(dot\)|\[dot\]| dot ) ?[a-z]{2,10}|(?: \. ?|\.)[a-z]{2,10}){1,3}\b",
            re.IGNORECASE,
        ),
    ),
    ("link", re.compile(r"\b(?:https?://|www\.)\S{1,300}", re.IGNORECASE)),
    ("link", re.compile(r"(?<![\w@])@\w[\w.]{2,40}")),
    (
        "postcode",
        re.compile(r"\b[a-z]{1,2}\d[a-z\d]? {0,2}\d[a-z]{2}\b", re.IGNORECASE),
    ),
    ("date", re.compile(r"\b\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}\b")),
    (
        "date",
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\.?(?:,? \d{{2,4}})?\b"
            rf"|\b(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b"
            rf"|\bborn (?:in|on) (?:{_MONTHS}) \d{{4}}\b",
            re.IGNORECASE,
        ),
    ),
    # An NHS number as it is printed; National Insurance; a pupil's number (UPN); a car's plate.
    ("number", re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)")),
    ("number", re.compile(r"\b[a-z]{2} ?(?:\d{2} ?){3}[a-d]\b", re.IGNORECASE)),
    ("number", re.compile(r"\b[a-z]\d{11}[\da-z]\b", re.IGNORECASE)),
    ("number", re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b")),
    (
        "address",
        re.compile(
            rf"\b\d{{1,4}}[a-z]? (?:[A-Z][\w'’-]{{1,30}} ){{1,3}}(?i:{_STREETS})\b",
        ),
    ),
)
# What is long and no phone: a case or a pupil.
_LONG_NUMBER = re.compile(r"(?<![\d£])\d(?:[ \-]?\d){6,20}(?!\d)")
_SHORTEST_PHONE = 9
_CHILD = re.compile(
    r"\b(?:son|daughter|child|children|boy|girl|kid|kids|twins?|brother|sister|grandson|"
    r"granddaughter|nephew|niece|pupil|student|he|she|him|her|his)\b",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"\b(?:[A-Z][\w'’.-]{0,30} (?:(?:of|the|and|&) )?){1,4}"
    r"(?:School|Primary|Secondary|Infants?|Juniors?|Academy|College|Nursery|Pre-?[Ss]chool|"
    r"[Pp]rimary [Ss]chool|[Ss]chool|[Cc]ollege|[Nn]ursery|[Aa]cademy)\b"
)
# A shorter name would be found in half of all sentences.
_SHORTEST_KNOWN = 3
_ANY_SCHOOL = frozenset(
    "a an the my our your his her their this that every each special mainstream primary secondary "
    "new old same which".split()
)
_CALLED = re.compile(
    r"\b(?i:called|named|name is|name’s|name's|i am|i’m|i'm|this is|mrs?|ms|miss|mx|dr|doctor|prof|"
    r"professor|sir|nurse|teacher|auntie|uncle)\.? +"
    r"(?P<name>[^\W\d_][\w'’-]{1,30}(?: [A-Z][\w'’-]{1,30})?)"
)
_OWN = re.compile(
    r"\b(?:my|our|his|her|their|the) (?:\w+ )?(?:son|daughter|child|boy|girl|brother|sister|"
    r"grandson|granddaughter|nephew|niece|husband|wife|partner),? +(?P<name>[A-Z][\w'’-]{1,30})"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){1,40}")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:;\n\"“”‘(•*-])\s*$")
# Capital letters that name no person.
_ORDINARY = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december easter christmas ramadan eid diwali english
    polish arabic bengali farsi panjabi punjabi portuguese romanian somali urdu chinese british
    facebook instagram whatsapp tiktok google youtube teams zoom internet covid gp nhs send sen ehc
    ehcp ehcps camhs adhd asd senco sencos sendiass dla pip bsl makaton pecs local offer council
    forum parent carer carers family hub buzz network max card short breaks service services i’m
    i'm i’ve i've i’ll i'll i’d i'd ofsted cqc tribunal ok
    """.split()
)
# Names that begin a sentence without a second capital to tell them by. None is a common word.
_FIRST_NAMES = frozenset(
    """
    adam ahmed aisha alex alexander alfie ali alice amelia amina amy andrew anna anya archie arthur
    ava ayesha ben benjamin beth callum charlie charlotte chloe chris christopher claire connor
    daniel david dylan ella ellie emily emma ethan eva evie fatima finley freddie freya george
    georgia hamza hannah harriet harry hassan heidi henry holly ibrahim isaac isabella isla jacob
    jake james jamie jane jayden jessica joe john jordan joseph joshua julia karen kate katie kayla
    khadija laura leah leo lewis liam lily logan louis lucas lucy luke maisie maria maryam matilda
    matthew maya megan mia michael michelle millie mohamed mohammad mohammed molly muhammad mustafa
    nadia natalie nathan nicole noah oliver olivia omar oscar owen paul peter phoebe rachel rebecca
    reuben rhys riley robert ruby ryan sadia sam samantha samira samuel sarah sebastian simon sofia
    sophia sophie stephen susan tariq thea theo theodore thomas toby tom tyler victoria william
    yasmin yusuf zac zachary zainab zara zelda zoe
    """.split()
)


def find(text: str, known: Iterable[str] = ()) -> list[Finding]:
    """What could show who somebody is, in the order of the text, none over another.

    `known`: words that are known to, such as the author's name. Texts beyond LONGEST characters
    are looked through up to there.
    """
    text = text[:LONGEST]
    found: list[Finding] = []
    taken = bytearray(len(text))
    for each in (*_known(text, known), *_candidates(text)):
        if each.end > each.start and not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            found.append(each)
    return sorted(found)


def said_of(original: str, name: str = "") -> set[str]:
    """What of a comment must not come back in its wording: all that is found in the original
    words, and each part of its author's name."""
    parts = {part for part in name.split() if len(part) >= _SHORTEST_KNOWN}
    return parts | {original[each.start : each.end] for each in find(original)}


def pieces(text: str, known: Iterable[str] = ()) -> list[Piece]:
    """The whole text in order, cut where something is found."""
    cut, at = [], 0
    for each in find(text, known):
        if each.start > at:
            cut.append(Piece(text[at : each.start]))
        cut.append(Piece(text[each.start : each.end], each.label))
        at = each.end
    return [*cut, Piece(text[at:])] if at < len(text) else cut


def redacted(text: str) -> str:
    """The text with "[…]" for all that is found: where a published wording can begin."""
    return "".join("[…]" if piece.label else piece.text for piece in pieces(text))


def _known(text: str, known: Iterable[str]) -> Iterator[Finding]:
    wanted = sorted({each for each in known if len(each) >= _SHORTEST_KNOWN}, key=len, reverse=True)
    if wanted:
        any_of = "|".join(map(re.escape, wanted))
        for match in re.finditer(rf"(?<!\w)(?:{any_of})(?!\w)", text, re.IGNORECASE):
            yield Finding(*match.span(), "known")


def _candidates(text: str) -> Iterator[Finding]:
    """The certain before the likely; they may overlap."""
    for kind, pattern in _PATTERNS:
        yield from (Finding(*match.span(), kind) for match in pattern.finditer(text))
    for call in phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.POSSIBLE):
        if sum(map(str.isdigit, call.raw_string)) >= _SHORTEST_PHONE:
            yield Finding(call.start, call.end, "phone")
    yield from (Finding(*match.span(), "number") for match in _LONG_NUMBER.finditer(text))
    if _CHILD.search(text):
        for match in _SCHOOL.finditer(text):
            # "The school" could be any.
            if not _ANY_SCHOOL.issuperset(match[0].lower().split()[:-1]):
                yield Finding(*match.span(), "school")
    yield from _names(text)


def _names(text: str) -> Iterator[Finding]:
    ordinary = _ORDINARY | _of_the_area()
    for pattern in (_CALLED, _OWN):
        for match in pattern.finditer(text):
            word = match["name"]
            if word[0].isupper() and word.lower() not in ordinary:
                yield Finding(*match.span("name"), "name")
    for match in _WORD.finditer(text):
        if _looks_like_a_name(text, match, ordinary):
            yield Finding(*match.span(), "name")


def _looks_like_a_name(text: str, match: re.Match[str], ordinary: frozenset[str]) -> bool:
    word = match[0]
    lower = word.lower().removesuffix("’s").removesuffix("'s")
    if lower in _FIRST_NAMES:
        return True
    # Words all in capitals are abbreviations or shouting.
    if not word[0].isupper() or word.isupper() or lower in ordinary:
        return False
    return not _SENTENCE_END.search(text, max(0, match.start() - 4), match.start())


def _of_the_area() -> frozenset[str]:
    """The council's and the area's own names show nothing about anybody."""
    names = f"{settings.BRAND['area']} {settings.BRAND['council']} {settings.BRAND['name']}"
    return frozenset(names.lower().split())
