"""Photos and documents that providers propose: sent, looked at by an officer, published."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from directory import actions as directory
from directory import files
from directory.models import Photo, Service, ServiceDocument, Upload
from suggestions import actions, parts, tasks
from suggestions.all_questions import ALL_QUESTIONS, of_part
from suggestions.file_questions import fill
from suggestions.models import Suggestion
from suggestions.questions import FOR_CHANGE, FOR_NEW
from tests.listings import organisation, service
from tests.sending import document, photo, sent
from tests.web.providing import fill_in, send
from tests.web.suggesting import post, rows, text


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def club(db) -> Service:
    return service("Swim club")


@pytest.fixture
def shown(club) -> Photo:
    upload = files.keep_photo(photo("door.jpg"), by=None)
    with directory.changing(club, by=None, verb="service.changed"):
        return Photo.objects.create(service=club, upload=upload, alt_en="The door", order=4)


@pytest.fixture
def desk(signed_in, olive):
    return signed_in(olive)


def now(listing: Service) -> dict:
    return parts.snapshot(Service.objects.with_everything().get(pk=listing.pk))


def answer(question: str, by: User, listing: Service, *typed: dict, **more):
    """The form of a question as a view would fill it with what a browser sends."""
    name = ALL_QUESTIONS[question].form.rows_class.key
    boxes = rows(name, *typed, initial=len(now(listing)[name])) | more
    data, sent_files = QueryDict(mutable=True), MultiValueDict()
    for key, value in boxes.items():
        (sent_files if hasattr(value, "read") else data)[key] = value
    return fill(
        ALL_QUESTIONS[question],
        values=now(listing),
        data=data,
        files=sent_files,
        by=by,
        organisation=listing.organisation,
    )


def propose(listing: Service, by: User, **values) -> Suggestion:
    made = actions.start(kind="change", service=listing, author=by)
    actions.save_draft(made, by=by, proposed=values)
    return actions.submit(Suggestion.objects.get(pk=made.pk), by=by)


def row_of(shown: Photo, **different) -> dict:
    return {
        "id": str(shown.pk),
        "upload_id": str(shown.upload_id),
        "alt_en": "The door",
    } | different


# --- The question ---------------------------------------------------------------------------------


def test_a_provider_adds_a_photo_beside_the_one_that_is_there(club, shown, pat):
    form = answer("photos", pat, club, row_of(shown), {"file": photo(), "alt_en": "The pool"})
    assert form.is_valid(), form.rows.errors
    new = Upload.objects.get(uploaded_by=pat)
    assert new.organisation == club.organisation
    assert form.values() == {
        "photos": [row_of(shown), {"id": "", "upload_id": str(new.pk), "alt_en": "The pool"}]
    }


def test_a_document_needs_its_name_and_a_photo_its_words(club, pat):
    form = answer("documents", pat, club, {"file": document(), "title_en": ""})
    assert not form.is_valid()
    assert "title_en" in form.rows[0].errors
    assert form.rows[0].upload == Upload.objects.get()
    again = answer(
        "documents", pat, club, {"upload_id": str(Upload.objects.get().pk), "title_en": "Prices"}
    )
    assert again.is_valid()
    assert not answer("photos", pat, club, {"file": photo(), "alt_en": " "}).is_valid()


def test_a_refused_file_is_told_also_when_another_row_was_asked_for(club, pat):
    typed = [{"file": photo(), "alt_en": "The pool"}, {"file": sent("b.jpg", b"<svg/>")}]
    for more in ({}, {"add": "1"}):
        form = answer("photos", pat, club, *typed, **more)
        assert not form.is_valid()
        assert "cannot open this as a photo" in str(form.rows[1].errors)
        assert form.rows[0].upload.uploaded_by == pat


def test_one_more_row_keeps_what_was_chosen(club, shown, pat):
    form = answer("photos", pat, club, row_of(shown), {"file": photo(), "alt_en": "x"}, add="1")
    assert [row.upload for row in form.rows] == [
        shown.upload,
        Upload.objects.get(uploaded_by=pat),
        None,
    ]


def test_a_photo_is_taken_off(club, shown, pat):
    form = answer("photos", pat, club, row_of(shown, DELETE="on"))
    assert form.is_valid()
    assert form.values() == {"photos": []}


@pytest.mark.parametrize("whose", ["another organisation's", "a colleague's", "nobody's"])
def test_a_file_that_somebody_else_sent_cannot_be_put_on_a_listing(club, pat, nora, olive, whose):
    sender = {"another organisation's": nora, "a colleague's": olive, "nobody's": None}[whose]
    theirs = files.keep_photo(photo(), by=sender, organisation=organisation("Northside Club"))
    form = answer("photos", pat, club, {"upload_id": str(theirs.pk), "alt_en": "Mine now"})
    assert not form.is_valid()
    assert form.rows[0].upload is None


def test_a_row_of_another_listing_means_nothing_here(club, pat, nora):
    other = service("Dive club", organisation=organisation("Northside Club"))
    theirs = Photo.objects.create(
        service=other, upload=files.keep_photo(photo(), by=nora), alt_en="Theirs"
    )
    form = answer("photos", pat, club, row_of(theirs))
    assert not form.is_valid()


def test_visitors_without_an_account_are_not_asked_for_files(client, club):
    assert not {"photos", "documents"} & {*FOR_NEW, *FOR_CHANGE}
    response = post(client, "/suggest/change/swim-club/", what=["photos"])
    assert response.status_code == 200
    assert not Suggestion.objects.exists()


# --- The officer ----------------------------------------------------------------------------------


def test_the_officer_sees_the_photos_and_publishes_them(client, desk, olive, club, shown, pat):
    new = files.keep_photo(photo("pool.jpg"), by=pat, organisation=club.organisation)
    leaflet = files.keep_document(document(), by=pat, organisation=club.organisation)
    made = propose(
        club,
        pat,
        photos=[row_of(shown), {"id": "", "upload_id": str(new.pk), "alt_en": "The pool"}],
        documents=[{"id": "", "upload_id": str(leaflet.pk), "title_en": "Prices"}],
    )
    page = desk.get(f"/desk/suggestions/{made.pk}/")
    html = page.content.decode()
    assert html.count(shown.upload.small_url) == 2
    assert html.count(new.small_url) == 1
    assert "The pool – pool.webp" in text(page)
    assert "Prices – price-list.pdf" in text(page)
    assert desk.get(new.small_url).status_code == 200
    assert client.get(new.small_url).status_code == 404
    actions.decide(made, by=olive, approve=["photos", "documents"])
    assert [each.alt_en for each in club.photos.all()] == ["The door", "The pool"]
    assert ServiceDocument.objects.get(service=club).upload == leaflet
    assert client.get(new.small_url).status_code == 200


def test_words_that_would_run_as_html_are_only_shown(desk, club, pat):
    upload = files.keep_photo(photo("<img src=x onerror=alert(1)>.jpg"), by=pat)
    alt = '"><script>alert(1)</script>'
    made = propose(club, pat, photos=[{"id": "", "upload_id": str(upload.pk), "alt_en": alt}])
    html = desk.get(f"/desk/suggestions/{made.pk}/").content.decode()
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_the_officer_mends_the_words_and_sends_a_better_photo(desk, olive, club, shown, pat):
    made = propose(club, pat, photos=[row_of(shown, alt_en="door")])
    address = f"/desk/suggestions/{made.pk}/edit/photos/"
    assert of_part("photos").slug == "photos"
    assert 'enctype="multipart/form-data"' in desk.get(address).content.decode()
    boxes = rows("photos", row_of(shown, alt_en="The red door", file=photo("b.jpg")), initial=1)
    assert desk.post(address, boxes).status_code == 302
    made.refresh_from_db()
    better = Upload.objects.get(uploaded_by=olive)
    assert made.edited["photos"] == [row_of(shown, alt_en="The red door", upload_id=str(better.pk))]


def test_a_photo_that_is_gone_is_said_and_cannot_be_approved(desk, olive, club, pat):
    upload = files.keep_photo(photo(), by=pat)
    made = propose(club, pat, photos=[{"id": "", "upload_id": str(upload.pk), "alt_en": "Pool"}])
    upload.delete()
    page = desk.get(f"/desk/suggestions/{made.pk}/")
    assert "Pool – (since deleted)" in text(page)
    sent_back = desk.post(
        f"/desk/suggestions/{made.pk}/decide/",
        {"part-0": "approved", "version": str(club.version)},
    )
    assert sent_back.status_code == 422
    assert not club.photos.exists()


# --- The night's work -----------------------------------------------------------------------------


def test_files_of_open_suggestions_stay_and_of_those_long_ended_go(club, olive, pat):
    uploads = [files.keep_photo(photo(), by=pat) for _ in range(4)]
    drafted, waiting, refused, lately_refused = (
        [{"id": "", "upload_id": str(each.pk), "alt_en": "Pool"}] for each in uploads
    )
    draft = actions.start(kind="change", service=club, author=pat)
    actions.save_draft(draft, by=pat, proposed={"photos": drafted})
    propose(club, pat, photos=waiting)
    ended = [propose(club, pat, photos=each) for each in (refused, lately_refused)]
    for made in ended:
        actions.decide(made, by=olive, reject=["photos"], reason="No")
    long_ago = timezone.now() - timedelta(days=31)
    Suggestion.objects.filter(pk=ended[0].pk).update(ended_at=long_ago)
    Upload.objects.update(created_at=long_ago)
    tasks.forget_files(timestamp=0)
    tasks.forget_files(timestamp=0)
    assert set(Upload.objects.all()) == {uploads[0], uploads[1], uploads[3]}


# --- The provider's own pages ---------------------------------------------------------------------

SECTION = "/provider/listing/swim-club/change/photos/"


def test_a_provider_sends_a_photo_from_the_first_page_to_the_public_one(
    client, signed_in, pat, olive, club, shown
):
    pats = signed_in(pat)
    html = pats.get(SECTION).content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert shown.upload.small_url in html
    response = fill_in(
        pats,
        SECTION,
        **{"photos-1-file": photo("pool.jpg"), "photos-1-alt_en": "The pool"},
    )
    assert response.status_code == 302
    draft = Suggestion.objects.get(author=pat)
    new = Upload.objects.get(uploaded_by=pat)
    assert new.organisation == club.organisation
    for page in ("check", "preview"):
        html = pats.get(f"/provider/suggestion/{draft.reference}/{page}/").content.decode()
        assert new.small_url in html
    send(pats, draft)
    actions.decide(Suggestion.objects.get(pk=draft.pk), by=olive, approve=["photos"])
    assert new.small_url in client.get("/services/swim-club/").content.decode()


def test_a_provider_need_not_choose_a_file_again_when_something_is_missing(signed_in, pat, club):
    pats = signed_in(pat)
    response = fill_in(pats, SECTION, **{"photos-0-file": photo(), "photos-0-alt_en": ""})
    assert response.status_code == 200
    upload = Upload.objects.get()
    assert upload.small_url in response.content.decode()
    response = fill_in(
        pats, SECTION, **{"photos-0-upload_id": str(upload.pk), "photos-0-alt_en": "The pool"}
    )
    assert response.status_code == 302
    assert Suggestion.objects.get(author=pat).proposed["photos"][0]["upload_id"] == str(upload.pk)


def test_a_member_of_another_organisation_can_send_no_file_here(signed_in, nora, percy, club):
    for stranger in (nora, percy):
        response = signed_in(stranger).post(
            SECTION, rows("photos", {"file": photo(), "alt_en": "Mine"})
        )
        assert response.status_code == 404
    assert not Upload.objects.exists()
