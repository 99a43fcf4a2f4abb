"""A folder of documents brought in by a command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from documents.models import Document, DocumentVersion
from tests.documenting import tagged_pdf, untagged_pdf
from tests.publishing import topic

pytestmark = pytest.mark.django_db
HEAD = "file,title,kind,date,topic,format,note\n"


@pytest.fixture
def bring_in(tmp_path, olive):
    """Writes the list, runs the command, gives what it said."""

    def run(lines: str, *options: str, name: str = "list.csv", head: str = HEAD) -> str:
        folder = tmp_path / "folder"
        folder.mkdir(exist_ok=True)
        (folder / "good.pdf").write_bytes(tagged_pdf())
        (folder / "bare.pdf").write_bytes(untagged_pdf())
        (folder / "bad.pdf").write_bytes(b"%PDF- not really")
        (tmp_path / "secret.pdf").write_bytes(tagged_pdf())
        if not (folder / "link.pdf").exists():
            (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
        sheet = tmp_path / name
        sheet.write_text(head + lines, "utf-8")
        said = StringIO()
        call_command(
            "import_documents", folder, sheet, "--by", "olive@example.org", *options, stdout=said
        )
        return said.getvalue()

    return run


def test_documents_come_in_with_their_files_and_findings(bring_in, client):
    topic("Money")
    said = bring_in(
        "good.pdf,SEND strategy,policy,2026-09-01,money,,\n"
        "bare.pdf,SEND strategy,policy,2026-09-01,money,easy_read,For all\n"
        "bad.pdf,Broken,policy,,,,\n"
        "good.pdf,,policy,,,,\n",
        "--publish",
    )
    assert "2 refused" in said and "4. good.pdf – refused: The title is missing" in said
    made = Document.objects.get()
    assert (made.slug, made.topic.slug, made.versions.count()) == ("send-strategy", "money", 2)
    assert made.versions.get(format="easy_read").findings
    assert client.get("/documents/send-strategy/file/").status_code == 200


def test_a_second_run_adds_nothing_and_a_new_file_is_a_new_version(bring_in):
    line = "good.pdf,SEND strategy,policy,,,,\n"
    assert "1 added" in bring_in(line)
    assert "1 there already" in bring_in(line)
    assert DocumentVersion.objects.count() == 1
    assert "1 new version" in bring_in("bare.pdf,SEND strategy,policy,,,,\n")
    assert DocumentVersion.objects.get(number=2)


def test_a_dry_run_says_the_same_and_keeps_nothing(bring_in):
    said = bring_in("good.pdf,SEND strategy,policy,,,,\nbad.pdf,Broken,form,,,,\n", "--dry-run")
    assert "Would be: 1 added, 1 refused" in said
    assert not Document.objects.exists()


def test_without_publish_they_are_drafts(bring_in):
    bring_in("good.pdf,SEND strategy,policy,,,,\n")
    assert Document.objects.get().state == "draft"
    assert Client().get("/documents/send-strategy/file/").status_code == 404


@pytest.mark.parametrize(
    "name", ["../secret.pdf", "link.pdf", "/etc/passwd", "", ".", "no.pdf", "a/../good.pdf"]
)
def test_a_list_leads_nowhere_but_into_its_folder(bring_in, name):
    said = bring_in(f"{name},SEND strategy,policy,,,,\n")
    assert "1 refused" in said and not Document.objects.exists()


@pytest.mark.parametrize(
    "cells", ["x,,,,", "policy,yesterday,,,", "policy,,nowhere,,", "policy,,,gold,"]
)
def test_made_up_values_are_refused_with_words(bring_in, cells):
    assert "refused: The" in (said := bring_in(f"good.pdf,SEND strategy,{cells}\n")) or (
        "refused: There is no topic" in said
    )
    assert not Document.objects.exists()


def test_a_list_in_yaml_does_too(bring_in):
    text = "- {file: good.pdf, title: SEND strategy, kind: policy, date: 2026-09-01}\n"
    assert "1 added" in bring_in(text, name="list.yaml", head="")


@pytest.mark.parametrize("text", ["{a: b}", "- just words", "!!python/object:os.system {}", "a: ["])
def test_a_list_that_is_none_is_refused(bring_in, text):
    with pytest.raises(CommandError):
        bring_in(text, name="list.yaml", head="")


def test_only_an_officer_brings_in(tmp_path, eddie):
    with pytest.raises(CommandError, match="officer"):
        call_command("import_documents", tmp_path, tmp_path, "--by", eddie.email)
