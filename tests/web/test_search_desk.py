"""The officer's page for search words, by the officer and by those who may not."""

import pytest
from django.utils import timezone

from core.models import AuditEvent
from search.models import BestBet, StopWord, Synonym
from tests.searching import best_bet, found, listing, stop_words, synonym
from usage.models import SearchTerm

pytestmark = pytest.mark.django_db

PAGE = "/desk/search/"
SYNONYM = {
    "term": "kick about",
    "expansions": "football\n\nsport\nfootball",
    "language": "en",
    "search_for": "kick about",
    "page_language": "en",
}


@pytest.fixture
def desk(olive, signed_in):
    return signed_in(olive)


@pytest.mark.parametrize(
    "path", ["", "synonyms/", "best-bets/1/", "synonyms/1/delete/", "stop-words/"]
)
def test_only_officers_see_it(client, signed_in, eddie, vera, percy, path):
    assert client.get(PAGE + path).status_code == 302
    for person in (eddie, vera, percy):
        assert signed_in(person).get(PAGE + path).status_code == 404
        assert signed_in(person).post(PAGE + path, SYNONYM | {"save": ""}).status_code == 404
    assert not Synonym.objects.exists()


def test_what_is_not_there_is_not_found(desk):
    for path in ("nonsense/", "synonyms/99/", "nonsense/1/delete/", "best-bets/7/delete/"):
        assert desk.get(PAGE + path).status_code == 404


def test_the_effect_is_shown_before_anything_is_saved(desk):
    listing("Friday football")
    listing("Saturday swim")
    page = desk.post(PAGE, SYNONYM | {"try": ""})
    assert page.status_code == 200
    compared = page.context["compared"]
    assert (compared.before.total, compared.after.total) == (0, 1)
    assert [hit.title for hit in compared.found_anew] == ["Friday football"]
    assert "After you save" in page.text
    assert not Synonym.objects.exists()
    assert found("kick about") == []
    assert not AuditEvent.objects.filter(verb="synonym.saved").exists()


def test_a_change_without_effect_says_so(desk):
    listing("Saturday swim")
    page = desk.post(PAGE, SYNONYM | {"search_for": "swim", "try": ""})
    assert "Nothing changes for this search." in page.text


def test_a_saved_synonym_counts_at_once_and_is_written_down(desk, olive):
    listing("Friday football")
    assert desk.post(PAGE, SYNONYM | {"save": "", "both_ways": "on"}).status_code == 302
    saved = Synonym.objects.get()
    assert (saved.term, saved.expansions, saved.both_ways) == (
        "kick about",
        "football\nsport",
        True,
    )
    assert found("kick about") == ["Friday football"]
    event = AuditEvent.objects.get(verb="synonym.saved")
    assert (event.actor, event.object_label) == (olive, "kick about")


def test_a_synonym_can_be_changed_and_deleted_after_a_question(desk):
    listing("Friday football")
    synonym("kick about", "football")
    address = f"{PAGE}synonyms/{Synonym.objects.get().pk}/"
    assert 'value="kick about"' in desk.get(address).text
    desk.post(address, SYNONYM | {"term": "footie", "save": ""})
    assert found("footie") == ["Friday football"]
    assert found("kick about") == []
    assert "Delete this?" in desk.get(f"{address}delete/").text
    assert Synonym.objects.exists()
    desk.post(f"{address}delete/")
    assert not Synonym.objects.exists()
    assert found("footie") == []
    assert AuditEvent.objects.filter(verb="synonym.deleted", object_label="footie").exists()


def test_changing_a_synonym_is_tried_without_the_old_one(desk):
    listing("Friday football")
    synonym("kick about", "football")
    address = f"{PAGE}synonyms/{Synonym.objects.get().pk}/"
    page = desk.post(address, SYNONYM | {"expansions": "swimming", "try": ""})
    assert (page.context["compared"].before.total, page.context["compared"].after.total) == (1, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"term": " "}, "This field is required."),
        ({"term": "?!"}, "Write at least one word."),
        ({"expansions": "\n \n"}, "This field is required."),
        ({"expansions": "football\n..."}, "Write at least one word."),
        ({"expansions": "Kick About"}, "This is the same as what families type."),
        ({"expansions": "\n".join(f"w{n}" for n in range(21))}, "Write 20 lines at most."),
        ({"expansions": "x" * 121}, "Write 120 letters on a line at most."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"term": "x\0y"}, "Null characters are not allowed."),
    ],
)
def test_mistakes_are_said_and_nothing_is_saved(desk, wrong, said):
    page = desk.post(PAGE, SYNONYM | wrong | {"save": ""})
    assert page.status_code == 422
    assert said in page.text
    assert not Synonym.objects.exists()


def test_the_same_term_cannot_be_saved_twice(desk):
    synonym("Kick About", "football")
    page = desk.post(PAGE, SYNONYM | {"save": ""})
    assert page.status_code == 422
    assert Synonym.objects.count() == 1


def test_stop_words_are_tried_saved_and_deleted(desk):
    listing("Looking glass club")
    listing("Swim club")
    form = {"word": "Looking", "language": "en", "search_for": "looking swim"}
    page = desk.post(f"{PAGE}stop-words/", form | {"try": ""})
    assert [hit.title for hit in page.context["compared"].after.hits] == ["Swim club"]
    desk.post(f"{PAGE}stop-words/", form | {"save": ""})
    assert found("looking swim") == ["Swim club"]
    assert desk.post(f"{PAGE}stop-words/", form | {"word": "two words"}).status_code == 422
    desk.post(f"{PAGE}stop-words/{StopWord.objects.get().pk}/delete/")
    assert not StopWord.objects.exists()


def test_best_bets_are_named_by_title_or_address_in_order(desk):
    first = listing("Front door", url="/services/front-door/")
    second = listing("Second door")
    listing("Autism line")
    form = {
        "query": "Autism",
        "pages": "http://testserver/pl/services/front-door/\nSecond door\nSecond door",
        "search_for": "autism",
    }
    page = desk.post(f"{PAGE}best-bets/", form | {"try": ""})
    shown = [hit.title for hit in page.context["compared"].after.hits]
    assert shown == ["Front door", "Second door", "Autism line"]
    assert not BestBet.objects.exists()
    desk.post(f"{PAGE}best-bets/", form | {"save": ""})
    assert list(BestBet.objects.values_list("object_id", flat=True)) == [first, second]
    assert found("autism") == ["Front door", "Second door", "Autism line"]
    entry = BestBet.objects.get(order=0)
    edit = desk.get(f"{PAGE}best-bets/{entry.pk}/")
    assert edit.context["form"].initial["pages"] == "Front door\nSecond door"
    desk.post(f"{PAGE}best-bets/{entry.pk}/", form | {"pages": "Second door", "save": ""})
    assert found("autism") == ["Second door", "Autism line"]
    desk.post(f"{PAGE}best-bets/{BestBet.objects.get().pk}/delete/")
    assert found("autism") == ["Autism line"]


def test_a_best_bet_that_names_nothing_or_two_things_is_refused(desk):
    listing("Swim club")
    listing("Swim club")
    for wrong in ("Nowhere", "/services/nowhere/", "Swim club", "http://[", "<script>"):
        page = desk.post(f"{PAGE}best-bets/", {"query": "swim", "pages": wrong, "save": ""})
        assert page.status_code == 422
        assert "No published page has this name or address" in page.text
        assert "<script>" not in page.context["form"].errors.as_text() or wrong == "<script>"
        assert "address: <script>" not in page.text
    assert not BestBet.objects.exists()


def test_what_found_nothing_leads_to_a_synonym_in_one_step(desk):
    today = timezone.localdate()
    SearchTerm.objects.create(
        day=today, language="pl", term="basen & <b>", searches=5, found_nothing=4
    )
    SearchTerm.objects.create(day=today, language="en", term="swim", searches=9)
    page = desk.get(PAGE)
    assert [row["term"] for row in page.context["found_nothing"]] == ["basen & <b>"]
    assert [row["term"] for row in page.context["searched"]] == ["swim", "basen & <b>"]
    assert "<b>" not in page.text
    link = f"{PAGE}synonyms/?term=basen+%26+%3Cb%3E&amp;language=pl"
    assert link in page.text
    form = desk.get(link.replace("&amp;", "&"))
    assert form.context["form"]["term"].value() == "basen & <b>"
    assert form.context["form"]["language"].value() == "pl"
    assert form.context["trial"]["search_for"].value() == "basen & <b>"


def test_the_period_is_chosen(desk):
    long_ago = timezone.localdate() - timezone.timedelta(days=60)
    SearchTerm.objects.create(day=long_ago, language="en", term="old wish", searches=2)
    assert "old wish" not in desk.get(PAGE).text
    assert "old wish" in desk.get(f"{PAGE}?days=90").text
    assert desk.get(f"{PAGE}?days=nonsense").status_code == 200


def test_the_list_is_searched_and_paged_with_few_queries(desk, django_assert_max_num_queries):
    for number in range(60):
        synonym(f"word {number}", f"meaning {number}")
    with django_assert_max_num_queries(20):
        page = desk.get(PAGE)
    assert page.context["page"].paginator.num_pages == 2
    narrowed = desk.get(f"{PAGE}?find=meaning+59")
    assert [entry.term for entry in narrowed.context["page"]] == ["word 59"]
    assert desk.get(f"{PAGE}?find=%00").status_code == 200


def test_best_bets_are_listed_once_for_each_query(desk):
    best_bet("autism", listing("A"), listing("B"))
    stop_words("the")
    assert len(desk.get(f"{PAGE}best-bets/").context["page"]) == 1
