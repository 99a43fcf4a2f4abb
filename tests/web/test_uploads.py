"""Photos and documents: who may fetch them, how they are served, and when they are deleted."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership
from core import uploadhandlers
from core.models import AuditEvent
from directory import actions, files, history, merging
from directory.models import Photo, Service, ServiceDocument, Upload
from tests.desk import rows
from tests.listings import organisation, service
from tests.sending import document, photo, sent


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def club(db) -> Service:
    return service("Swim club")


def with_photo(listing: Service, by=None, alt: str = "Children in the pool") -> Photo:
    upload = files.keep_photo(photo("Pool (new).jpg"), by=by)
    with actions.changing(listing, by=by, verb="service.changed"):
        return Photo.objects.create(service=listing, upload=upload, alt_en=alt)


def with_document(listing: Service, by=None) -> ServiceDocument:
    upload = files.keep_document(document(), by=by)
    with actions.changing(listing, by=by, verb="service.changed"):
        return ServiceDocument.objects.create(service=listing, upload=upload, title_en="Prices")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- Serving --------------------------------------------------------------------------------------


def test_a_photo_of_a_published_service_is_shown_in_both_sizes(client, club):
    upload = with_photo(club).upload
    for address, size in (
        (upload.get_absolute_url(), upload.width),
        (upload.small_url, upload.small_width),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert response["Content-Disposition"].startswith("inline")
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "public" in response["Cache-Control"]
        assert "immutable" in response["Cache-Control"]
        assert not response.cookies
        assert body(response)[8:12] == b"WEBP"
        assert size


def test_a_document_is_downloaded_under_its_own_clean_name(client, club):
    upload = with_document(club).upload
    assert upload.get_absolute_url().endswith("/price-list.pdf")
    response = client.get(upload.get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="price-list.pdf"'
    assert int(response["Content-Length"]) == upload.size
    assert body(response).startswith(b"%PDF-")


def test_a_file_is_sent_as_it_is_and_not_packed_again(client, club):
    upload = with_document(club).upload
    response = client.get(upload.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "identity"
    assert body(response).startswith(b"%PDF-")


def test_nobody_can_give_a_file_another_name(client, club):
    upload = with_photo(club).upload
    for name in ("evil.html", "small-evil.html", "pool-new.webp.html", "..", "large.webp"):
        assert client.get(f"/files/{upload.pk}/{name}").status_code == 404
    leaflet = with_document(club).upload
    assert client.get(f"/files/{leaflet.pk}/small-{leaflet.name}").status_code == 404
    assert client.post(upload.get_absolute_url()).status_code == 405


def test_a_file_that_is_lost_is_not_found(client, club):
    upload = with_photo(club).upload
    default_storage.delete(upload.file.name)
    assert client.get(upload.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "hidden", [{"status": "inactive"}, {"status": "defunct"}, {"archived_at": "2026-01-01T00:00Z"}]
)
def test_a_file_of_a_hidden_service_is_only_for_who_looks_after_it(
    client, club, signed_in, pat, nora, percy, vera, hidden
):
    address = with_photo(club).upload.get_absolute_url()
    Service.objects.filter(pk=club.pk).update(**hidden)
    assert client.get(address).status_code == 404
    for stranger in (percy, nora):
        assert signed_in(stranger).get(address).status_code == 404
    for person in (pat, vera):
        response = signed_in(person).get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_a_file_of_a_draft_is_for_its_organisation_and_staff(
    client, signed_in, pat, nora, percy, vera, make_user
):
    host = organisation("Harbour Play")
    upload = files.keep_photo(photo(), by=pat, organisation=host)
    address = upload.get_absolute_url()
    colleague = make_user("colin@example.org")
    Membership.objects.create(user=colleague, organisation=host)
    assert client.get(address).status_code == 404
    for stranger in (nora, percy):
        assert signed_in(stranger).get(address).status_code == 404
    for person in (pat, colleague, vera):
        assert signed_in(person).get(address).status_code == 200
    Membership.objects.filter(user=colleague).update(ended_at=timezone.now())
    assert signed_in(colleague).get(address).status_code == 404


def test_when_two_organisations_become_one_its_people_see_the_files_of_both(
    signed_in, nora, pat, olive
):
    kept, other = organisation("Northside Club"), organisation("Harbour Play")
    address = files.keep_photo(photo(), by=pat, organisation=other).get_absolute_url()
    assert signed_in(nora).get(address).status_code == 404
    merging.merge(kept, other, take=[], versions=(kept.version, other.version), by=olive)
    assert signed_in(nora).get(address).status_code == 200


def test_serving_asks_little_of_the_database(client, club, django_assert_max_num_queries):
    address = with_photo(club).upload.get_absolute_url()
    with django_assert_max_num_queries(2):
        body(client.get(address))


# --- What it is kept with -------------------------------------------------------------------------


def test_the_database_refuses_a_photo_without_its_measures(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.create(kind="image", file="a", name="a.webp", size=1, sha256="a" * 64)


def test_the_history_says_what_was_added_and_brings_it_back(club, olive):
    first = club.version
    shown = with_photo(club, olive)
    with actions.changing(club, by=olive, verb="service.changed"):
        shown.delete()
    timeline = history.Timeline(club)
    said = [
        piece.text
        for version in timeline.versions(0, 5)
        for change in version.changes
        for piece in change.pieces
    ]
    assert any("Children in the pool – pool-new.webp" in text for text in said)
    actions.put_back(club, version=first + 1, by=olive, opened=club.version)
    assert club.photos.get().alt_en == "Children in the pool"
    actions.put_back(club, version=first, by=olive, opened=club.version)
    assert not club.photos.exists()


def test_a_photo_that_is_deleted_for_good_is_left_out_of_an_old_version(club, olive):
    first = club.version
    shown = with_photo(club, olive)
    upload = shown.upload
    with actions.changing(club, by=olive, verb="service.changed"):
        shown.delete()
    upload.delete()
    actions.put_back(club, version=first + 1, by=olive, opened=club.version)
    assert not club.photos.exists()


def test_a_copy_and_the_kept_one_of_two_have_the_files_too(club, olive):
    with_photo(club)
    with_document(club)
    copy = actions.copy(club, by=olive, name="Dive club")
    assert copy.photos.get().upload == club.photos.get().upload
    assert copy.documents.get().title_en == "Prices"
    other = service("Swimming club")
    club.refresh_from_db()
    versions = (other.version, club.version)
    merging.merge(other, club, take=[], versions=versions, by=olive)
    assert other.photos.get().alt_en == "Children in the pool"
    assert other.documents.count() == 1


# --- Deleting -------------------------------------------------------------------------------------


def age(upload: Upload, days: int) -> None:
    Upload.objects.filter(pk=upload.pk).update(created_at=timezone.now() - timedelta(days=days))


def test_what_nothing_has_is_deleted_after_thirty_days_with_its_files(db):
    old, young, needed = (files.keep_photo(photo(), by=None) for _ in range(3))
    for upload in (old, needed):
        age(upload, 31)
    age(young, 29)
    assert files.forget(needed=[needed.pk]) == 1
    assert set(Upload.objects.all()) == {young, needed}
    assert not default_storage.exists(old.file.name)
    assert not default_storage.exists(old.small.name)
    assert default_storage.exists(needed.file.name)
    assert files.forget(needed=[needed.pk]) == 0


def test_what_a_page_has_or_had_a_short_while_ago_stays(club, olive):
    shown, taken_off = with_photo(club), with_document(club)
    for upload in (shown.upload, taken_off.upload):
        age(upload, 400)
    with actions.changing(club, by=olive, verb="service.changed"):
        taken_off.delete()
    assert files.forget(needed=[]) == 0
    actions.archive(club, by=olive)
    later = timezone.now() + timedelta(days=31)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        assert files.forget(needed=[]) == 1
    assert Upload.objects.get() == shown.upload


def test_work_that_was_killed_half_way_is_finished_the_next_night(db, monkeypatch):
    upload = files.keep_photo(photo(), by=None)
    age(upload, 31)

    def killed(name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(default_storage, "delete", killed)
        files.forget(needed=[])
    # The row is there still, and one file is gone.
    default_storage.delete(upload.file.name)
    assert files.forget(needed=[]) == 1
    assert not default_storage.exists(upload.small.name)


def test_a_file_whose_writing_was_killed_can_be_found(db, monkeypatch):
    def killed(name: str, content: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(default_storage, "save", killed)
        files.keep_photo(photo(), by=None)
    age(Upload.objects.get(), 31)
    assert files.forget(needed=[]) == 1
    assert not Upload.objects.exists()


def test_a_request_may_not_bring_more_than_some_documents(signed_in, eddie, club, monkeypatch):
    monkeypatch.setattr(uploadhandlers, "MOST_BYTES", 5000)
    response = save(signed_in(eddie), club, "documents", {"file": sent("a.pdf", b"0" * 6000)})
    assert response.status_code == 400
    assert not Upload.objects.exists()


# --- The public page ------------------------------------------------------------------------------


def test_the_page_shows_photos_in_order_with_words_and_room_kept_for_them(client, club):
    with_photo(club, alt="The door")
    upload = with_photo(club, alt="The <b>pool</b>").upload
    Photo.objects.filter(upload=upload).update(order=1)
    html = client.get("/services/swim-club/").content.decode()
    assert html.index("The door") < html.index("The &lt;b&gt;pool&lt;/b&gt;")
    tag = next(each for each in re.findall(r"<img[^>]*>", html) if str(upload.pk) in each)
    assert 'loading="lazy"' in tag
    assert f'width="{upload.small_width}" height="{upload.small_height}"' in tag
    assert f"{upload.get_absolute_url()} {upload.width}w" in tag
    assert f"http://testserver{upload.get_absolute_url()}" in html.split("ld+json")[1]


def test_a_small_photo_has_one_size_to_choose_from(client, club):
    upload = files.keep_photo(photo(size=(300, 200)), by=None)
    Photo.objects.create(service=club, upload=upload, alt_en="The door")
    html = client.get("/services/swim-club/").content.decode()
    assert upload.small_url in html
    assert "srcset" not in html


def test_the_page_offers_documents_and_says_what_and_how_big_they_are(client, club):
    upload = with_document(club).upload
    text = " ".join(client.get("/services/swim-club/").content.decode().split())
    link = re.search(rf'<a [^>]*href="{upload.get_absolute_url()}"[^>]*>(.*?)</a>', text)[1]
    assert re.sub(r"<[^>]+>", "", link).startswith("Prices (PDF, ")
    assert "bytes" in link or "KB" in link


def test_in_another_language_the_words_about_a_photo_say_what_language_they_are(client, club):
    shown = with_photo(club)
    html = client.get("/ar/services/swim-club/").content.decode()
    assert re.search(r'alt="Children in the pool" lang="en" dir="ltr"', html)
    shown.alt_ar = "أطفال في المسبح"
    shown.save()
    assert 'alt="أطفال في المسبح"' in client.get("/ar/services/swim-club/").content.decode()


def test_a_page_without_files_says_nothing_of_them(client, club):
    html = client.get("/services/swim-club/").content.decode()
    assert "app-photos" not in html
    assert ">Documents<" not in html


def test_photos_cost_the_page_no_more_queries_the_more_there_are(
    client, club, django_assert_max_num_queries
):
    for number in range(5):
        with_photo(club, alt=f"Photo {number}")
        with_document(club)
    with CaptureQueriesContext(connection) as counted:
        client.get("/services/swim-club/")
    with_photo(club)
    with_document(club)
    with django_assert_max_num_queries(len(counted)):
        client.get("/services/swim-club/")


# --- The desk -------------------------------------------------------------------------------------


def desk(listing: Service, section: str) -> str:
    return f"/desk/directory/services/{listing.pk}/edit/{section}/"


def save(client, listing: Service, section: str, *typed: dict, **more):
    """Press "Save", or the button named in `more`, on a section as a browser would."""
    opened = client.get(desk(listing, section))
    already = opened.context["rows"].initial_form_count()
    boxes = rows(section, *typed, already=already)
    version = {"version": opened.context["version"]}
    response = client.post(desk(listing, section), {**version, **boxes, **more})
    listing.refresh_from_db()
    return response


def test_an_officer_adds_a_photo_with_words_and_families_see_it(client, signed_in, eddie, club):
    eddies = signed_in(eddie)
    page = eddies.get(desk(club, "photos")).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "(optional)" not in page.split("Place in the list")[0].split("<legend")[1]
    response = save(eddies, club, "photos", {"file": photo(), "alt_en": "Children in the pool"})
    assert response.status_code == 302
    shown = club.photos.get()
    assert (shown.alt_en, shown.order, shown.upload.uploaded_by) == (
        "Children in the pool",
        0,
        eddie,
    )
    assert AuditEvent.objects.filter(verb="service.changed", actor=eddie).exists()
    assert client.get(shown.upload.get_absolute_url()).status_code == 200
    save(
        eddies,
        club,
        "photos",
        {"id": shown.pk, "upload_id": shown.upload_id, "alt_en": "The pool", "order": "0"},
        {"file": photo("b.jpg"), "alt_en": "The door", "order": ""},
    )
    assert [each.alt_en for each in club.photos.all()] == ["The pool", "The door"]


def test_words_are_asked_for_and_the_photo_need_not_be_chosen_again(signed_in, eddie, club):
    eddies = signed_in(eddie)
    response = save(eddies, club, "photos", {"file": photo(), "alt_en": ""})
    assert response.status_code == 200
    upload = Upload.objects.get()
    html = response.content.decode()
    assert upload.small_url in html
    assert f'value="{upload.pk}"' in html
    save(eddies, club, "photos", {"upload_id": upload.pk, "alt_en": "The pool"})
    assert club.photos.get().upload == upload


def test_a_photo_chosen_before_asking_for_one_more_row_is_kept(signed_in, eddie, club):
    eddies = signed_in(eddie)
    response = save(eddies, club, "photos", {"file": photo(), "alt_en": "Pool"}, add_row="1")
    upload = Upload.objects.get()
    forms = response.context["rows"].forms
    assert [str(form["upload_id"].value() or "") for form in forms] == [str(upload.pk), ""]
    assert not club.photos.exists()


@pytest.mark.parametrize("button", [{}, {"add_row": "1"}])
def test_a_bad_file_is_refused_and_the_good_one_beside_it_is_kept(signed_in, eddie, club, button):
    typed = [
        {"file": photo(), "alt_en": "The pool"},
        {"file": sent("b.jpg", b"<script>alert(1)</script>"), "alt_en": "The door"},
    ]
    html = save(signed_in(eddie), club, "photos", *typed, **button).content.decode()
    assert "We cannot open this as a photo" in html
    assert "The door</textarea>" in html
    assert str(Upload.objects.get().pk) in html
    assert not club.photos.exists()


def test_an_officer_adds_a_document_and_takes_it_off(signed_in, eddie, club):
    eddies = signed_in(eddie)
    save(eddies, club, "documents", {"file": document(), "title_en": "Prices"})
    shown = club.documents.get()
    row = {"id": shown.pk, "upload_id": shown.upload_id, "title_en": "Prices", "order": "0"}
    save(eddies, club, "documents", {**row, "DELETE": "on"})
    assert not club.documents.exists()
    # It can still be brought back.
    assert Upload.objects.filter(pk=shown.upload_id).exists()


def test_another_file_takes_the_place_of_one_and_nothing_else_changes(signed_in, eddie, club):
    shown = with_photo(club)
    row = {"id": shown.pk, "upload_id": shown.upload_id, "alt_en": shown.alt_en, "order": "0"}
    save(signed_in(eddie), club, "photos", {**row, "file": photo("new.jpg")})
    now = club.photos.get()
    assert now.pk == shown.pk
    assert now.upload.name == "new.webp"


def test_nothing_changes_when_nothing_was_typed(signed_in, eddie, club):
    shown = with_photo(club)
    club.refresh_from_db()
    version = club.version
    row = {"id": shown.pk, "upload_id": shown.upload_id, "alt_en": shown.alt_en, "order": "0"}
    save(signed_in(eddie), club, "photos", row)
    assert club.version == version


def test_a_viewer_sees_the_files_and_cannot_change_them(signed_in, vera, club):
    with_photo(club)
    page = signed_in(vera).get(f"/desk/directory/services/{club.pk}/").content.decode()
    assert "Children in the pool – pool-new.webp" in page
    assert signed_in(vera).get(desk(club, "photos")).status_code == 404


@pytest.mark.parametrize("key", ["theirs", "a document", "no key", "' OR 1=1"])
def test_a_key_of_somebody_elses_file_is_refused(signed_in, eddie, nora, club, key):
    theirs = files.keep_photo(photo(), by=nora)
    own_document = files.keep_document(document(), by=eddie)
    key = {"theirs": theirs.pk, "a document": own_document.pk}.get(key, key)
    response = save(signed_in(eddie), club, "photos", {"upload_id": key, "alt_en": "Mine now"})
    assert "Choose a photo." in response.content.decode()
    assert theirs.small_url not in response.content.decode()
    assert not club.photos.exists()


def test_what_somebody_else_saved_meanwhile_is_not_lost(signed_in, eddie, olive, club):
    eddies = signed_in(eddie)
    opened = eddies.get(desk(club, "photos"))
    with_photo(club, olive, alt="Saved by Olive")
    typed = rows("photos", {"file": photo("mine.jpg"), "alt_en": "Mine"})
    response = eddies.post(desk(club, "photos"), {"version": opened.context["version"], **typed})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Saved by Olive" in html
    mine = Upload.objects.get(name="mine.webp")
    assert str(mine.pk) in html
