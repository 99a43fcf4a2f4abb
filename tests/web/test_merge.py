"""Services that are listed twice: found, compared, made one, and taken apart again."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import AuditEvent, TranslationSource
from core.translations import digest
from directory import duplicates, merging
from directory.models import LikelyDuplicate, Location, Requirement, Service
from tests import listings

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins() -> tuple[Service, Service]:
    """The same club twice: the first checked yesterday, the second long ago."""
    kept = listings.service(
        "Harbour swimming club", phones=("023 8083 3000",), summary_en="Swim on Saturdays."
    )
    other = listings.service(
        "Harbour Swimming Club",
        slug="harbour-swim",
        phones=("+44 23 8083 3000", "023 8083 4000"),
        description_en="A pool for all.",
        description_pl="Basen dla wszystkich.",
        minimum_age=5,
        maximum_age=11,
        assured_date=timezone.localdate() - timedelta(days=300),
        terms=(listings.term("category", "sport"),),
        places=(listings.place("Pool"),),
        schedules=({"days": ["SA"], "opens_at": listings.at("10:00")},),
        costs=({"amount": 4},),
    )
    return kept, other


@pytest.fixture
def pair(twins) -> LikelyDuplicate:
    duplicates.find()
    return LikelyDuplicate.objects.get()


def choices(kept: Service, other: Service, **different) -> dict:
    chosen = dict.fromkeys(merging.differing(kept, other), "kept")
    versions = {"kept_version": kept.version, "other_version": other.version}
    return {"keep": str(kept.pk)} | versions | chosen | different


def merge(client, pair, twins, **different):
    return client.post(f"/desk/directory/duplicates/{pair.pk}/", choices(*twins, **different))


# --- Finding --------------------------------------------------------------------------------------


def test_a_pair_is_found_by_name_and_shares_phone_and_organisation(olive, signed_in, pair, twins):
    assert {pair.first, pair.second} == set(twins)
    assert pair.score == 90
    html = signed_in(olive).get("/desk/directory/duplicates/").content.decode()
    assert "Same phone number, Same organisation" in html
    assert "Harbour swimming club" in html


@pytest.mark.parametrize(
    ("one", "other"),
    [("Music therapy", "Football for girls"), ("Youth club Shirley", "Youth club Bitterne Park")],
)
def test_different_names_are_not_a_pair(one, other):
    listings.service(one)
    listings.service(other, organisation=listings.organisation("Another"))
    assert duplicates.find() == 0


def test_a_name_spelt_otherwise_at_the_same_place_is_a_pair():
    hall = listings.place()
    listings.service("Stepping stones playgroup", places=(hall,))
    listings.service(
        "Stepping Stones play group", places=(hall,), organisation=listings.organisation("Other")
    )
    assert duplicates.find() == 1
    assert LikelyDuplicate.objects.get().shared == ["postcode"]


def test_what_is_archived_is_no_pair_and_what_changed_is_forgotten(pair, twins):
    Service.objects.filter(pk=twins[1].pk).update(name_en="Something else entirely")
    assert duplicates.find() == 0
    assert not LikelyDuplicate.objects.exists()
    Service.objects.update(name_en="The same", archived_at=timezone.now())
    assert duplicates.find() == 0


def test_looking_again_asks_the_worker_once(olive, signed_in, twins, run_jobs):
    client = signed_in(olive)
    for _press in range(2):
        assert client.post("/desk/directory/duplicates/look/").status_code == 302
    jobs = ProcrastinateJob.objects.filter(task_name="directory.tasks.find_duplicates")
    assert jobs.count() == 1
    run_jobs()
    assert LikelyDuplicate.objects.count() == 1


def test_different_is_remembered(olive, signed_in, pair):
    client = signed_in(olive)
    client.post(f"/desk/directory/duplicates/{pair.pk}/different/")
    duplicates.find()
    html = client.get("/desk/directory/duplicates/").content.decode()
    assert "Nothing looks listed twice" in html
    assert AuditEvent.objects.filter(verb="service.not_duplicate", actor=olive).count() == 1
    assert client.get(f"/desk/directory/duplicates/{pair.pk}/").status_code == 404


def test_the_number_of_queries_does_not_grow(olive, signed_in, django_assert_max_num_queries):
    for number in range(8):
        listings.service(f"Same club {number}", name_ar=f"نادي {number}")
    duplicates.find()
    client = signed_in(olive)
    with django_assert_max_num_queries(12):
        assert "Same club" in client.get("/desk/directory/duplicates/").content.decode()
    pair = LikelyDuplicate.objects.first()
    with django_assert_max_num_queries(10):
        assert client.get(f"/desk/directory/duplicates/{pair.pk}/").status_code == 200


def test_an_officer_names_a_pair_that_was_not_found(olive, signed_in):
    one, other = listings.service("Portage"), listings.service("Home visits for under-fives")
    client = signed_in(olive)
    html = client.get(f"/desk/directory/services/{one.pk}/merge/?q=visits").content.decode()
    assert "Home visits" in html
    response = client.post(f"/desk/directory/services/{one.pk}/merge/", {"other": other.pk})
    assert client.get(response.headers["Location"]).status_code == 200
    for hostile in (one.pk, "x", "00000000-0000-0000-0000-000000000000"):
        response = client.post(f"/desk/directory/services/{one.pk}/merge/", {"other": hostile})
        assert response.status_code == 404


# --- Merging --------------------------------------------------------------------------------------


def test_the_page_asks_only_about_what_differs(olive, signed_in, pair, twins):
    html = signed_in(olive).get(f"/desk/directory/duplicates/{pair.pk}/").content.decode()
    for label in ("In one sentence", "What it is", "Ages"):
        assert label in html
    assert 'name="email"' not in html
    # Words are better than none, and the one checked last stays.
    inputs = re.findall(r"<input[^>]*name=\"description\"[^>]*>", html)
    assert [" checked" in each for each in inputs] == [False, True]
    assert html.index("Harbour swimming club") < html.index("Harbour Swimming Club")


def test_fields_are_chosen_and_parts_are_united(client, olive, signed_in, pair, twins):
    kept, other = twins
    TranslationSource.objects.create(
        object_id=other.pk, field="description", language="pl", digest=digest("A pool for all.")
    )
    need = Requirement.objects.create(code="sport", title="Sport", law="Law")
    need.services.add(other)
    response = merge(signed_in(olive), pair, twins, description="other", ages="other")
    assert response.headers["Location"] == f"/desk/directory/services/{kept.pk}/"
    kept.refresh_from_db()
    assert kept.description_en == "A pool for all."
    assert kept.description_pl == "Basen dla wszystkich."
    assert kept.summary_en == "Swim on Saturdays."
    assert (kept.minimum_age, kept.maximum_age) == (5, 11)
    assert sorted(kept.phones.values_list("number", flat=True)) == [
        "023 8083 3000",
        "023 8083 4000",
    ]
    assert [term.slug for term in kept.terms.all()] == ["sport"]
    assert (kept.schedules.count(), kept.cost_options.count(), kept.locations.count()) == (1, 1, 1)
    assert Location.objects.count() == 1
    assert TranslationSource.objects.get(object_id=kept.pk).field == "description"
    assert set(need.services.all()) == {kept, other}
    # Families: one page, found at both addresses, and once in search.
    response = client.get("/services/harbour-swim/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/services/harbour-swimming-club/",
    )
    html = client.get("/services/?q=pool").content.decode()
    assert html.count('href="/services/harbour') == 1


def test_a_merge_is_written_down_and_undone(client, olive, signed_in, pair, twins):
    kept, other = twins
    officer = signed_in(olive)
    merge(officer, pair, twins, description="other")
    assert AuditEvent.objects.filter(verb="service.merged", actor=olive).count() == 1
    page = officer.get(f"/desk/directory/services/{other.pk}/").content.decode()
    assert "It was merged into another listing" in page
    officer.post(f"/desk/directory/services/{other.pk}/restore/")
    kept.refresh_from_db()
    officer.post(
        f"/desk/directory/services/{kept.pk}/history/1/put-back/", {"version": kept.version}
    )
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (other.archived_at, other.merged_into) == (None, None)
    assert not kept.description_en
    assert kept.phones.count() == 1
    assert not kept.schedules.exists()
    assert not kept.terms.exists()
    assert client.get("/services/harbour-swim/").status_code == 200


def test_the_other_one_can_be_kept(olive, signed_in, pair, twins):
    kept, other = twins
    client = signed_in(olive)
    html = client.get(f"/desk/directory/duplicates/{pair.pk}/?keep={other.pk}").content.decode()
    assert f'name="keep" value="{other.pk}"' in html
    merge(client, pair, (other, kept))
    kept.refresh_from_db()
    assert kept.merged_into == other


def test_an_address_leads_on_after_two_merges(client, olive, signed_in, pair, twins):
    kept, _other = twins
    officer = signed_in(olive)
    merge(officer, pair, twins)
    third = listings.service("Harbour swimming club", slug="third", description_en="Words.")
    second = duplicates.pair_of(kept, third)
    kept.refresh_from_db()
    merge(officer, second, (third, kept))
    for slug in ("harbour-swim", "harbour-swimming-club"):
        assert client.get(f"/services/{slug}/").headers["Location"] == "/services/third/"


def test_a_change_meanwhile_is_not_lost(olive, signed_in, pair, twins):
    _kept, other = twins
    Service.objects.filter(pk=other.pk).update(version=2, summary_en="New words")
    response = merge(signed_in(olive), pair, twins)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Not merged yet" in html
    assert "New words" in html
    other.refresh_from_db()
    assert other.archived_at is None


def test_two_presses_merge_once(olive, signed_in, pair, twins):
    client = signed_in(olive)
    assert merge(client, pair, twins).status_code == 302
    assert merge(client, pair, twins).status_code == 404
    assert AuditEvent.objects.filter(verb="service.merged").count() == 1


@pytest.mark.parametrize(
    ("hostile", "status"),
    [
        ({"kept_version": "x"}, 400),
        ({"other_version": ""}, 400),
        ({"keep": "x"}, 404),
        ({"description": "both"}, 200),
        ({"description": ""}, 200),
    ],
)
def test_a_form_that_was_tampered_with_does_nothing(olive, signed_in, pair, twins, hostile, status):
    assert merge(signed_in(olive), pair, twins, **hostile).status_code == status
    assert not Service.objects.archived().exists()


def test_hostile_and_arabic_words_are_shown_as_words(olive, signed_in):
    listings.service("نادي السباحة <b>x</b>", slug="one", summary_en="<script>alert(1)</script>")
    listings.service("نادي السباحة <b>x</b>", slug="two")
    duplicates.find()
    pair = LikelyDuplicate.objects.get()
    for address in ("", f"{pair.pk}/"):
        html = signed_in(olive).get(f"/desk/directory/duplicates/{address}").content.decode()
        assert "نادي السباحة" in html
        assert "<script>alert" not in html
        assert "<b>x</b>" not in html


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["duplicates/", "duplicates/{pair}/", "services/{one}/merge/"])
def test_only_officers_see_likely_pairs(
    client, olive, eddie, vera, percy, signed_in, pair, twins, address
):
    url = "/desk/directory/" + address.format(pair=pair.pk, one=twins[0].pk)
    assert client.get(url).status_code == 302
    assert signed_in(olive).get(url).status_code == 200
    for person in (eddie, vera, percy):
        assert signed_in(person).get(url).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "duplicates/{pair}/",
        "duplicates/{pair}/different/",
        "duplicates/look/",
        "services/{one}/merge/",
    ],
)
def test_only_officers_decide(client, eddie, vera, percy, signed_in, pair, twins, address):
    url = "/desk/directory/" + address.format(pair=pair.pk, one=twins[0].pk)
    sent = choices(*twins) | {"other": str(twins[1].pk)}
    assert client.post(url, sent).status_code == 302
    for person in (eddie, vera, percy):
        assert signed_in(person).post(url, sent).status_code == 404
    pair.refresh_from_db()
    assert pair.dismissed_at is None
    assert not Service.objects.archived().exists()
    assert not ProcrastinateJob.objects.filter(task_name__endswith="find_duplicates").exists()
