"""Easy Read and other versions on the desk: begun, checked, marked when their source changes."""

import pytest

from content import actions, library_actions
from content.library import Video
from core.models import AuditEvent
from guides.models import Guide
from tests import listings
from tests.publishing import desk, made, topic, typed
from tests.versions import picture, version
from tests.web.test_library import WEBM, own_film
from variants import drafting
from variants.models import Variant

pytestmark = pytest.mark.django_db
WORDS = (
    "## Who gets one\n\nYour child may need a plan. Ask the council; it must answer. "
    "See [the law](https://law.example.org/).\n\n- Ring us. We listen.\n\n! Do not wait."
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def guide(db) -> Guide:
    about = topic("Plans")
    return made(Guide(title_en="EHC plans", summary_en="In short.", body_en=WORDS, topic=about))


@pytest.fixture
def swimming(db):
    leisure = listings.term("category", "leisure")
    topic("Fun", terms=[leisure.pk])
    return listings.service("Saturday swim", description_en="We swim. You float.", terms=(leisure,))


OFFER = 'Begin one<span class="govuk-visually-hidden">: {}'


def begin(client, record, form: str = "easy_read"):
    return client.post(f"/desk/versions/{record.pk}/{form}/begin/")


def html(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def press(client, variant, what: str) -> None:
    variant.refresh_from_db()
    response = client.post(desk(variant, what, "variant"), {"version": variant.version})
    assert response.status_code == 302
    variant.refresh_from_db()


def findings(client, variant) -> list[str]:
    shown = client.get(desk(variant, kind="variant"))
    return [f"{each.level}: {each.words}" for each in shown.context["findings"]]


# --- Beginning one ---------------------------------------------------------------------------


def test_an_editor_begins_one_from_the_words_of_the_guide(eddies, guide, client):
    shown = html(eddies, desk(guide, kind="guide"))
    assert OFFER.format("Easy Read") in shown
    response = begin(eddies, guide)
    draft = Variant.objects.get()
    assert response["Location"] == desk(draft, "change", "variant")
    assert draft.state == "draft" and draft.topic == guide.topic
    assert (draft.title_en, draft.summary_en) == ("EHC plans", "In short.")
    assert draft.body_en.split("\n\n") == [
        "## Who gets one",
        "Your child may need a plan.",
        "Ask the council;",
        "it must answer.",
        "See [the law](https://law.example.org/).",
        "Ring us.",
        "We listen.",
        "Do not wait.",
    ]
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert AuditEvent.objects.filter(verb="page.created", object_id=str(draft.pk)).exists()
    # Once more is the same draft.
    begin(eddies, guide)
    assert Variant.objects.count() == 1


def test_one_of_a_service_is_in_the_topic_that_shows_such_services(eddies, swimming):
    assert OFFER.format("Easy Read") in html(eddies, f"/desk/directory/services/{swimming.pk}/")
    begin(eddies, swimming)
    begin(eddies, swimming, "plain")
    begin(eddies, swimming, "bsl")
    easy, plain, signed = (Variant.objects.get(form=form) for form in Variant.Form)
    assert easy.topic.title_en == "Fun"
    assert easy.body_en == "We swim.\n\nYou float."
    assert plain.body_en == "We swim. You float."
    assert signed.body_en == ""
    assert len({easy.slug, plain.slug, signed.slug}) == 3


def test_two_who_begin_at_the_same_moment_get_the_same_draft(guide, olive, monkeypatch):
    first = drafting.begin(guide, "plain", by=olive)
    real = drafting._draft

    def overtaken(record, form):
        draft = real(record, form)
        # The other one had asked before this one was there.
        draft.slug = "another"
        return draft

    monkeypatch.setattr(drafting, "_draft", overtaken)
    looked = Variant.objects.about(guide).filter(form="plain")
    monkeypatch.setattr(type(looked), "first", lambda rows: None)
    assert drafting.begin(guide, "plain", by=olive) == first


def test_a_viewer_cannot_begin_one_and_nobody_one_of_nothing(signed_in, vera, eddies, guide):
    veras = signed_in(vera)
    assert "Begin one" not in html(veras, desk(guide, kind="guide"))
    assert begin(veras, guide).status_code == 404
    assert begin(eddies, guide, "braille").status_code == 404
    assert begin(eddies, topic("Other")).status_code == 404
    assert not Variant.objects.exists()


def test_the_list_shows_what_has_none(eddies, guide, swimming, django_assert_max_num_queries):
    version(guide, title_en="Easy plans")
    shown = html(eddies, "/desk/versions/?kind=guide")
    assert "Easy plans" in shown and OFFER.format("Plain English") in shown
    assert "Saturday swim" not in shown
    assert "EHC plans" not in html(eddies, "/desk/versions/?kind=guide&show=without_easy_read")
    assert "EHC plans" in html(eddies, "/desk/versions/?kind=guide&show=without_bsl")
    assert "Saturday swim" in html(eddies, "/desk/versions/?q=swim")
    assert "Saturday swim" not in html(eddies, "/desk/versions/?q=dance")
    # Adding one from the list of pages begins here too.
    assert "Saturday swim" in html(eddies, "/desk/pages/variant/add/")
    for number in range(10):
        version(made(Guide(title_en=f"Guide {number}", topic=guide.topic)))
    with django_assert_max_num_queries(8):
        html(eddies, "/desk/versions/?kind=guide")


# --- When the source changes -----------------------------------------------------------------


def test_a_change_of_the_source_is_marked_until_somebody_has_looked(olives, guide, olive):
    easy = version(guide)
    assert "Source has changed since" not in html(olives, desk(guide, kind="guide"))
    actions.save_and_publish(guide, values={"body_en": "Other words."}, by=olive)
    for address in (
        desk(guide, kind="guide"),
        desk(easy, kind="variant"),
        "/desk/versions/?kind=guide&show=outdated",
    ):
        assert 'orange">Source has changed since' in html(olives, address)
    listed = html(olives, "/desk/pages/variant/?state=outdated")
    assert easy.title_en in listed
    assert "should: What it is about has changed since this version was published" in findings(
        olives, easy
    )
    press(olives, easy, "reviewed")
    assert 'orange">Source has changed since' not in html(olives, desk(guide, kind="guide"))
    assert easy.title_en not in html(olives, "/desk/pages/variant/?state=outdated")


def test_publishing_new_words_says_that_they_fit_the_source(olives, guide, swimming, olive):
    easy = version(swimming, body_en=f"{picture().markdown}\n\nWe swim.")
    swimming.description_en = "We dive."
    swimming.save()
    assert Variant.objects.all().outdated() == [easy]
    typed(olives, desk(easy, "change", "variant"), "publish", summary_en="We dive here.")
    assert Variant.objects.all().outdated() == []


def test_words_of_the_source_that_wait_change_nothing(guide, olive):
    version(guide)
    actions.save(guide, values={"body_en": "Not yet."}, by=olive)
    assert Variant.objects.all().outdated() == []


# --- Checks ----------------------------------------------------------------------------------


def test_words_without_a_picture_stop_easy_read_and_nothing_else(olives, guide):
    bus = picture().markdown
    easy = version(guide, body_en=f"No picture.\n\n## On\n\n{bus}\n\nWith.", published=False)
    assert "must: Words have no picture beside them" in findings(olives, easy)
    press(olives, easy, "publish")
    assert easy.state == "draft"
    actions.save(easy, values={"body_en": f"{bus}\n\nWith."}, by=None)
    press(olives, easy, "publish")
    assert easy.state == "published"
    film = version(listings.service("Swim"), body_en="[Film](/videos/swim/)", published=False)
    assert "must: Words have no picture beside them" not in findings(olives, film)
    plain = version(guide, "plain", body_en="No picture.", published=False)
    assert not [each for each in findings(olives, plain) if each.startswith("must")]


def test_a_translation_needs_its_pictures_too(olives, guide):
    bus = picture().markdown
    easy = version(guide, body_en=f"{bus}\n\nA bus.", body_pl="Autobus.", published=False)
    assert "must: Words have no picture beside them (Polish)" in findings(olives, easy)


def test_long_sentences_hard_words_and_long_pages_are_said(olives, guide):
    bus = picture().markdown
    long = " ".join(["word"] * 16) + "."
    much = " ".join(["It is red."] * 15)
    rows = "\n\n".join([f"{bus}\n\nShort."] * 81)
    easy = version(
        guide,
        body_en=f"{bus}\n\n{long}\n\n{bus}\n\n{much} We commence.\n\n{rows}",
        published=False,
    )
    found = findings(olives, easy)
    assert "should: A sentence has more than 15 words" in found
    assert "should: There is much to read beside one picture" in found
    assert "should: A hard word" in found
    assert "should: It is about 21 sheets of paper long" in found


def test_a_signed_version_needs_a_film(olives, guide, olive):
    signed = version(guide, "bsl", published=False)
    assert "must: There is no film in British Sign Language yet" in findings(olives, signed)
    film = Video(title_en="Plans in BSL", address="https://vimeo.com/123456")
    library_actions.save(film, by=olive, fields=[])
    actions.save(signed, values={"video_ids": [film.pk]}, by=olive)
    found = findings(olives, signed)
    assert "must: There is no film in British Sign Language yet" not in found
    assert "should: What a video says cannot be read" in found


def test_a_version_of_something_hidden_says_so(olives, guide, olive):
    easy = version(guide)
    actions.withdraw(guide, by=olive)
    assert "should: Families cannot see what it is about" in findings(olives, easy)
    actions.delete(guide, by=olive)
    assert "It is gone for good" in html(olives, desk(easy, kind="variant"))


def test_a_film_that_a_version_shows_is_not_deleted(olives, guide, olive, client):
    film = own_film(olive, WEBM)
    signed = version(guide, "bsl", video_ids=[film.pk])
    shown = client.get(signed.get_absolute_url()).content.decode()
    assert "<video" in shown and film.file.get_absolute_url() in shown
    with pytest.raises(library_actions.StillUsed):
        library_actions.delete(film, by=olive)
