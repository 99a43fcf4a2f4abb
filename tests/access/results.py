"""Writes down what `make access` found: for the site's accessibility statement, which is made from
it (app `accessibility`), and for people, in docs/accessibility/results.md."""

import ast
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from core.languages import BY_CODE

ROOT = Path(__file__).parent.parent.parent
EVIDENCE = ROOT / "accessibility" / "evidence" / "automatic.json"
TABLE = ROOT / "docs" / "accessibility" / "results.md"
JOURNEYS = ROOT / "tests" / "browser" / "test_access_journeys.py"
# How the statement calls a way of looking; one of ours may be several of its.
WAYS = {
    "phone": ("phone",),
    "desktop": ("desktop",),
    "desktop, dark": ("desktop", "dark"),
    "phone, dark": ("phone", "dark"),
    "desktop, forced colours": ("desktop", "forced_colours"),
    "phone, forced colours": ("phone", "forced_colours"),
    "zoomed to 400 %": ("zoom_400",),
    "little motion": ("reduced_motion",),
    "print": ("print",),
}
# What a check of ours is about, as axe says it of its rules.
CRITERIA = {
    "width": ["1.4.10"],
    "headings": ["1.3.1", "2.4.6"],
    "landmarks": ["1.3.1"],
    "labels": ["2.5.3"],
    "languages": ["3.1.2"],
    "autocomplete": ["1.3.5"],
    "directions": [],
    "tips": ["1.4.13"],
    "focus": ["2.4.7", "2.4.11"],
    "spacing": ["1.4.12"],
    "motion": [],
    "print": [],
}


def write(seen: list[list[Any]], *, tools: dict[str, str]) -> None:
    """`seen`: look, language, mode and faults of each sight, as tests.access.walking has them."""
    found = [
        {"page": look[0], "language": language, "mode": mode, **described(fault)}
        for look, language, mode, faults in seen
        for fault in faults
    ]
    modes = dict.fromkeys(way for _look, _language, mode, _faults in seen for way in WAYS[mode])
    data = {
        "date": date.today().isoformat(),
        "tool": f"axe-core {tools['axe-core']}",
        "tools": tools,
        "pages": len({look[0] for look, *_rest in seen}),
        "states": len({(look[0], look[3]) for look, *_rest in seen}),
        "languages": len({language for _look, language, *_rest in seen}),
        "modes": list(modes),
        "runs": len(seen),
        "violations": len(found),
        "found": found,
        "journeys": journeys(),
    }
    EVIDENCE.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(table(data, seen), "utf-8")


def described(fault: str) -> dict[str, Any]:
    """The rule of a fault and the criteria of WCAG it is about."""
    rule, _, words = fault.partition(": ")
    if rule in CRITERIA:
        return {"rule": rule, "criteria": CRITERIA[rule], "text": words}
    named = re.search(r"Rule Violated:\s*(\S+)", fault)
    rule = named[1] if named else "answer"
    tags = re.findall(r"wcag(\d)(\d)(\d+)\b", fault)
    return {"rule": rule, "criteria": [".".join(each) for each in tags], "text": fault[:300]}


def journeys() -> dict[str, int]:
    """How many journeys there are by keyboard alone, and without JavaScript, by their names."""
    tree = ast.parse(JOURNEYS.read_text("utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {
        "keyboard": sum(name.endswith("_by_keyboard") for name in names),
        "no_javascript": sum(name.endswith("_without_a_script") for name in names),
    }


def table(data: dict[str, Any], seen: list[list[Any]]) -> str:
    rows = Counter((look[2], mode) for look, _language, mode, _faults in seen)
    bad = Counter((look[2], mode) for look, _language, mode, faults in seen if faults)
    names = {who: len({look[0] for look, *_ in seen if look[2] == who}) for who, _ in rows}
    lines = [
        "# What `make access` found",
        "",
        f"On {data['date']}, with {', '.join(' '.join(each) for each in data['tools'].items())}. "
        "Written by `make access`: do not edit.",
        "",
        f"{data['pages']} kinds of pages in {data['states']} states, {data['languages']} languages "
        f"({', '.join(BY_CODE[code].english_name for code in languages_of(seen))}), "
        f"{data['runs']:,} sights, {data['violations']} faults.",
        "",
        "| whose pages | kinds | looked at | sights | with faults |",
        "|---|--:|---|--:|--:|",
    ]
    lines += [
        f"| {who} | {names[who]} | {mode} | {rows[who, mode]:,} | {bad[who, mode]} |"
        for who, mode in rows
    ]
    lines += ["", f"Journeys in tests: {data['journeys']['keyboard']} by keyboard alone, "]
    lines[-1] += f"{data['journeys']['no_javascript']} without JavaScript."
    return "\n".join(lines) + "\n"


def languages_of(seen: list[list[Any]]) -> list[str]:
    return list(dict.fromkeys(language for _look, language, *_rest in seen))
