"""The words that were agreed on: on the desk, beside the page of a translator, out of the lists."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import AuditEvent
from tests.desk import boxes
from tests.listings import service
from translating.models import Term

pytestmark = pytest.mark.django_db

POLISH = "/desk/languages/pl/words/"


@pytest.fixture
def council(db):
    return Term.objects.create(language="pl", english="council", words="urząd")


def form(client, address: str) -> dict:
    sent = {}
    for field in client.get(address).context["form"]:
        sent |= boxes(field)
    return sent


def test_the_lists_are_loaded_once_and_the_desk_counts(eddie, capsys):
    call_command("load_terms")
    first = Term.objects.count()
    assert first > 400
    assert Term.objects.get(language="pl", english="EHC plan").is_fixed
    Term.objects.filter(language="pl", english="council").update(
        words="rada", checked_by=eddie, checked_at=timezone.now()
    )
    Term.objects.filter(language="pl", english="postcode").delete()
    call_command("load_terms")
    assert Term.objects.count() == first
    assert Term.objects.get(language="pl", english="council").words == "rada"
    assert capsys.readouterr().out.splitlines() == [f"{first} words added.", "1 words added."]


def test_an_editor_adds_changes_and_deletes_a_word(eddies, eddie):
    assert eddies.post(f"{POLISH}add/", {"english": "referral"}).status_code == 422
    sent = {"english": "referral", "words": "skierowanie", "also_right": "skierowani\r\nprzekaz"}
    assert eddies.post(f"{POLISH}add/", sent).status_code == 302
    term = Term.objects.get()
    assert (term.language, term.words, term.checked_by) == ("pl", "skierowanie", eddie)
    assert term.also_right == "skierowani\nprzekaz"
    page = f"{POLISH}{term.pk}/"
    assert eddies.post(page, form(eddies, page) | {"is_fixed": "on"}).status_code == 302
    term.refresh_from_db()
    assert term.is_fixed
    html = eddies.get(POLISH).content.decode()
    assert 'lang="pl"' in html
    assert "skierowanie" in html
    assert eddies.get(f"{page}delete/").status_code == 200
    assert eddies.post(f"{page}delete/").status_code == 302
    assert not Term.objects.exists()
    events = AuditEvent.objects.filter(verb__startswith="agreed_term.").order_by("at")
    assert list(events.values_list("verb", flat=True)) == [
        "agreed_term.added",
        "agreed_term.changed",
        "agreed_term.deleted",
    ]


def test_a_word_is_in_a_list_once(eddies, council):
    response = eddies.post(f"{POLISH}add/", {"english": "Council", "words": "x"})
    assert response.status_code == 422
    assert "in the list already" in response.content.decode()
    assert eddies.post("/desk/languages/ar/words/add/", {"english": "council", "words": "مجلس"})
    assert Term.objects.count() == 2


def test_a_word_of_another_language_is_not_there(eddies, council):
    assert eddies.get(f"/desk/languages/ar/words/{council.pk}/").status_code == 404
    assert eddies.post(f"/desk/languages/ar/words/{council.pk}/delete/").status_code == 404
    for code in ("en", "xx"):
        assert eddies.get(f"/desk/languages/{code}/words/").status_code == 404


def test_words_are_escaped_and_found(eddies, council):
    Term.objects.create(language="pl", english="<b>x</b>", words="<script>1</script>", note="<i>")
    html = eddies.get(POLISH).content.decode()
    assert "<script>1" not in html
    assert "&lt;script&gt;1" in html
    found = eddies.get(f"{POLISH}?q=urz").context["page"]
    assert [term.english for term in found] == ["council"]
    unread = eddies.get(f"{POLISH}?which=fixed").context["page"]
    assert not unread.object_list


def test_a_translator_sees_the_words_of_the_page(eddies, council):
    Term.objects.create(language="pl", english="SEND", words="specjalne potrzeby")
    Term.objects.create(language="ar", english="Council", words="المجلس")
    club = service("Club", summary_en="Send a form to your Council.")
    html = eddies.get(f"/desk/directory/services/{club.pk}/translate/pl/").content.decode()
    assert "urząd" in html
    assert "specjalne potrzeby" not in html
    assert "المجلس" not in html
    other = service("Other", summary_en="Nothing of it.")
    html = eddies.get(f"/desk/directory/services/{other.pk}/translate/pl/").content.decode()
    assert "Words we agreed on" not in html


def test_more_words_take_no_more_queries(eddies, django_assert_max_num_queries):
    call_command("load_terms", verbosity=0)
    with django_assert_max_num_queries(10):
        assert eddies.get(POLISH).status_code == 200
