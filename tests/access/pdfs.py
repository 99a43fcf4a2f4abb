"""Validates every PDF that the site makes, against PDF/UA-1: `make access-pdf`.

    python -m tests.access.pdfs [folder]

It reads the demo's content, makes each published report, each print pack and a list of services, in
ordinary and in large print, and each Easy Read page, in every language, and writes what the
validator found where the accessibility statement reads it. The files stay in the folder, for other
validators too.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
EVIDENCE = ROOT / "accessibility" / "evidence" / "pdf.json"
FOLDER = ROOT / ".data" / "pdfs"


def made() -> Iterator[tuple[str, str, bytes]]:
    """Of each file: what it is, its language, its content."""
    from django.utils import translation

    from core.languages import CODES
    from documents import packs
    from documents.models import PrintPack
    from reports import files
    from reports.models import AnnualReport, ReportFile
    from variants import paper
    from variants.models import Variant

    easy = list(Variant.objects.live().filter(form=Variant.Form.EASY_READ).order_by("slug"))
    reports = list(AnnualReport.objects.published())
    chosen = list(PrintPack.objects.published())
    for code in CODES:
        for report in reports:
            for kind in (ReportFile.Kind.PDF, ReportFile.Kind.LARGE):
                drawn = files.draw(report.snapshot, report.checksum, kind=kind, language=code)
                yield f"report-{report.year}-{kind}", code, drawn
        for name, title, records in [*_packs(chosen), ("my-list", "My list", _services())]:
            for is_large in (False, True):
                content = packs.make(records, title=title, language=code, is_large=is_large)
                yield f"{name}-{'large' if is_large else 'pdf'}", code, content
        for variant in easy:
            with translation.override(code):
                content = bytes(paper.file_of(variant).content)
            yield f"easy-read-{variant.slug}", code, content


def _packs(chosen: list[Any]) -> list[tuple[str, str, list[Any]]]:
    from documents import packs

    return [(f"pack-{pack.slug}", pack.title, packs.found(pack.entries)) for pack in chosen]


def _services() -> list[Any]:
    from directory.models import Service

    return list(Service.objects.published().order_by("name_en")[:10])


def validated(paths: list[Path], to: Path) -> dict[str, Any]:
    """What outloud says of each file, as its own report has it."""
    command = [Path(sys.executable).with_name("outloud"), *paths, "--quiet", "--fail-on", "never"]
    subprocess.run([*map(str, command), "--json", str(to)], check=True, stdout=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(to.read_text("utf-8"))
    return found


def entry(result: dict[str, Any], name: str, language: str) -> dict[str, Any]:
    """`failed`: the rules that an error breaks; `doubtful`: what a person should look at."""
    rules: dict[str, set[str]] = {"error": set(), "warning": set(), "info": set()}
    for finding in result["findings"]:
        rules[finding["severity"]].add(finding["rule"])
    unreadable = {"unreadable"} if result["error"] else set()
    return {
        "name": name,
        "language": language,
        "pages": result["stats"].get("pages", 0),
        "failed": sorted(rules["error"] | unreadable),
        "doubtful": sorted(rules["warning"]),
    }


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    about, paths = [], []
    for name, language, content in made():
        path = folder / f"{name}-{language}.pdf"
        path.write_bytes(content)
        about.append((name, language))
        paths.append(path)
    report = validated(paths, folder / "outloud.json")
    entries = [entry(result, *each) for result, each in zip(report["results"], about, strict=True)]
    tool = report["tool"]
    data = {
        "date": date.today().isoformat(),
        "standard": "PDF/UA-1",
        "validators": [f"{tool['name']} {tool['version']}"],
        "documents": entries,
    }
    EVIDENCE.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    failed = [each for each in entries if each["failed"]]
    for each in entries:
        if each["failed"] or each["doubtful"]:
            print(each)
    print(f"{len(entries)} files, {len(failed)} that fail, in {folder}")
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings")
    import django

    django.setup()
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
