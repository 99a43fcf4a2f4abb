"""The register of gaps: help that families looked for and did not find."""

import csv
import io

import pytest
from django.utils import timezone

from core.models import AuditEvent
from feedback.models import Gap
from tests.answering import comment
from tests.listings import term
from tests.web.suggesting import text
from usage.models import SearchTerm

pytestmark = pytest.mark.django_db


def searched(words: str, times: int, language: str = "en") -> None:
    SearchTerm.objects.create(
        day=timezone.localdate(),
        language=language,
        term=words,
        searches=times + 1,
        found_nothing=times,
    )


def typed(**changed) -> dict:
    return {"words": "A Saturday club", "state": "open"} | changed


def test_an_editor_writes_a_gap_and_its_answer(eddie, signed_in):
    autism = term("need", "autism")
    client = signed_in(eddie)
    client.post("/desk/gaps/add/", typed(need=[str(autism.pk)], search_terms="Saturday  Club\n\n"))
    gap = Gap.objects.get()
    assert (list(gap.terms.all()), gap.search_terms) == ([autism], ["saturday club"])
    where = f"/desk/gaps/{gap.pk}/"
    refused = client.post(f"{where}change/", typed(state="not_planned", version="1"))
    assert "Say why nothing is planned." in text(refused)
    sent = typed(state="planned", owner="Short breaks team", answer="From May.", version="1")
    client.post(f"{where}change/", sent)
    page = text(client.get(where))
    assert "Planned" in page
    assert "Short breaks team" in page
    assert "From May." in page
    gap.refresh_from_db()
    assert not gap.terms.exists()
    assert AuditEvent.objects.filter(verb="gap.changed").get().actor == eddie


def test_two_people_change_a_gap_and_no_words_are_lost(eddie, olive, signed_in):
    gap = Gap.objects.create(words="A Saturday club")
    where = f"/desk/gaps/{gap.pk}/change/"
    signed_in(olive).post(where, typed(words="A Sunday club", version="1"))
    late = signed_in(eddie).post(where, typed(words="A Monday club", version="1"))
    assert late.status_code == 409
    assert "A Sunday club" in text(late)
    assert "A Monday club" in text(late)
    gap.refresh_from_db()
    assert gap.words == "A Sunday club"


def test_a_comment_becomes_a_gap_once_and_its_private_words_stay_behind(eddie, signed_in):
    said = comment("Aled Example needs a Saturday club", about="missing")
    client = signed_in(eddie)
    assert said.reference in text(client.get("/desk/gaps/"))
    for _twice in range(2):
        client.post(f"/desk/gaps/of-comment/{said.pk}/")
    gap = Gap.objects.get()
    assert list(gap.comments.all()) == [said]
    assert "Aled" not in gap.words
    assert said.reference not in text(client.get("/desk/gaps/"))
    published = comment("Aled again", "A Sunday club is missing.", about="missing")
    client.post(f"/desk/gaps/of-comment/{published.pk}/")
    assert Gap.objects.filter(words="A Sunday club is missing.").exists()


def test_a_search_that_often_found_nothing_becomes_a_gap_once(eddie, signed_in):
    searched("wheelchair football", 3)
    searched("wheelchair football", 3, "pl")
    client = signed_in(eddie)
    assert "wheelchair football (6 times)" in text(client.get("/desk/gaps/"))
    for _twice in range(2):
        client.post("/desk/gaps/of-search/", {"term": "wheelchair football"})
    assert Gap.objects.get().search_terms == ["wheelchair football"]
    assert "wheelchair football (6 times) Make" not in text(client.get("/desk/gaps/"))


def test_a_rare_search_is_not_shown_because_it_could_be_about_one_person(eddie, signed_in):
    searched("aled example epilepsy", 4)
    client = signed_in(eddie)
    assert "aled" not in text(client.get("/desk/gaps/"))
    sent = {"term": "aled example epilepsy"}
    assert client.post("/desk/gaps/of-search/", sent).status_code == 404
    assert client.post("/desk/gaps/of-search/", {"term": "never searched"}).status_code == 404


def test_more_comments_are_put_to_a_gap(eddie, signed_in):
    gap = Gap.objects.create(words="A Saturday club")
    missing, other = comment("No club", about="missing"), comment("No club either")
    client, where = signed_in(eddie), f"/desk/gaps/{gap.pk}/comments/"
    offered = text(client.get(where, {"q": "club"}))
    assert missing.reference in offered
    assert other.reference not in offered
    assert other.reference in text(client.get(where, {"q": "club", "all": "1"}))
    client.post(where, {"comment": [str(missing.pk), str(other.pk)], "do": "add"})
    assert gap.comments.count() == 2
    client.post(where, {"comment": str(other.pk), "do": "remove"})
    assert list(gap.comments.all()) == [missing]


def test_the_register_is_downloaded_without_formulas_and_that_is_written_down(vera, signed_in):
    hostile = '=HYPERLINK("https://evil.example")'
    gap = Gap.objects.create(words=hostile, owner="+cmd", search_terms=["wheelchair football"])
    gap.comments.add(comment("Private words"))
    searched("wheelchair football", 7)
    response = signed_in(vera).post("/desk/gaps/export/")
    lines = b"".join(response.streaming_content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(lines)))
    assert row["What is missing"] == f"'{hostile}"
    assert row["Looked after by"] == "'+cmd"
    assert (row["Comments"], row["How often they found nothing"]) == ("1", "7")
    assert "Private" not in lines
    assert AuditEvent.objects.get(verb="gaps.exported").actor == vera


def test_the_register_is_printed_in_full(vera, signed_in):
    Gap.objects.create(words="A Saturday club", state="planned", answer="From May.")
    page = text(signed_in(vera).get("/desk/gaps/print/"))
    assert "A Saturday club" in page
    assert "From May." in page


def test_the_register_can_be_narrowed(vera, signed_in):
    Gap.objects.create(words="A Saturday club", state="planned")
    Gap.objects.create(words="A night nurse")
    client = signed_in(vera)
    assert "night nurse" not in text(client.get("/desk/gaps/?state=planned"))
    assert "Saturday" not in text(client.get("/desk/gaps/?q=nurse"))
    assert client.get("/desk/gaps/?state=nonsense").status_code == 200


def test_the_list_asks_the_database_no_more_for_many_gaps(
    vera, signed_in, django_assert_max_num_queries
):
    need = term("need", "autism")
    for number in range(30):
        Gap.objects.create(words=f"Gap {number}").terms.add(need)
        comment(f"Missing {number}", about="missing")
        searched(f"words {number}", 9)
    client = signed_in(vera)
    with django_assert_max_num_queries(14):
        client.get("/desk/gaps/")
