"""Pictures, videos and the glossary: for everybody, and on the desk."""

import re

import pytest

from content.library import GlossaryEntry, Image, Video, player_of
from content.library_actions import add_image, save
from core.models import AuditEvent
from directory import files
from directory.models import Upload
from search.models import SearchDocument
from tests.publishing import topic
from tests.sending import photo, sent

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
SCRIPT = "<script>alert('ha')</script>"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


MP4 = (
    box(b"ftyp", b"isom\0\0\2\0isomiso2")
    + box(b"moov", b"x" * 40)
    + box(b"mdat", bytes(range(200)))
)
WEBM = (
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    + b"x" * 90
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def film(olive, **fields) -> Video:
    video = Video(**{"title_en": "How to ask", "address": YOUTUBE, **fields})
    save(video, by=olive, fields=[])
    return video


def own_film(olive, content: bytes = MP4) -> Video:
    upload = files.keep_video(sent("film.mp4", content), by=olive)
    return film(olive, address="", file=upload)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- The glossary ---------------------------------------------------------------------------------


def test_the_glossary_goes_from_a_to_z_with_an_address_for_each_word(client, olive):
    for acronym, words in (("SEND", "special needs"), ("", "advocate"), ("EHCP", "a plan")):
        entry = GlossaryEntry(acronym=acronym, title_en=words, explanation_en=f"{words} {SCRIPT}")
        save(entry, by=olive, fields=[])
    shown = client.get("/glossary/").content.decode()
    assert shown.index('id="advocate"') < shown.index('id="ehcp"') < shown.index('id="send"')
    assert SCRIPT not in shown
    assert 'href="#letter-s"' in shown


def test_the_glossary_asks_as_often_for_many_words(client, olive, django_assert_max_num_queries):
    client.get("/glossary/")
    for number in range(40):
        save(GlossaryEntry(acronym=f"AB{number}", title_en=f"w {number}"), by=olive, fields=[])
    with django_assert_max_num_queries(3):
        client.get("/glossary/")


def test_a_word_is_found_by_the_search_until_it_is_gone(client, olives, olive):
    olives.post(
        "/desk/glossary/add/",
        {
            "acronym": "EHCP",
            "title_en": "education, health and care plan",
            "is_explained": "on",
            "explanation_en": "What help a child gets.",
            "search_words_en": "the plan",
            "slug": "",
        },
    )
    entry = GlossaryEntry.objects.get()
    assert (entry.slug, entry.is_explained) == ("ehcp", True)
    found = SearchDocument.objects.get(object_id=entry.pk)
    assert (found.kind, found.url) == ("glossary", "/glossary/#ehcp")
    assert olives.post(f"/desk/glossary/{entry.pk}/delete/").status_code == 302
    assert not SearchDocument.objects.filter(object_id=entry.pk).exists()
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"glossaryentry.added", "glossaryentry.deleted"} <= verbs


# --- Videos for everybody -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "player"),
    [
        (YOUTUBE, "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"),
        (
            "https://youtu.be/dQw4w9WgXcQ?t=4",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0",
        ),
        (
            "https://vimeo.com/123456/abcdef0123",
            "https://player.vimeo.com/video/123456?autoplay=1&dnt=1&h=abcdef0123",
        ),
    ],
)
def test_the_player_of_an_address_is_known(address, player):
    found = player_of(address)
    assert found and found.src == player


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ%22onload",
        "https://vimeo.com/12345678?h=%22%3E",
        "https://[broken",
        "javascript:alert(1)//youtube.com",
    ],
)
def test_no_other_address_is_framed(address):
    found = player_of(address)
    assert found is None or not re.search(r'["<]|evil', found.src)


def test_nothing_of_another_site_is_loaded_before_it_is_asked_for(client, olive):
    film(olive)
    response = client.get("/videos/how-to-ask/")
    shown = response.content.decode()
    before, _template, after = shown.partition("<template data-video-player>")
    frame, _end, rest = after.partition("</template>")
    assert "youtube-nocookie" in frame
    assert "<iframe" not in before + rest
    assert f'href="{YOUTUBE}"' in rest
    assert not response.cookies
    policy = response["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com" in policy


def test_a_council_may_show_no_players_at_all(client, olive, settings):
    settings.VIDEO_HOSTS = []
    film(olive)
    shown = client.get("/videos/how-to-ask/").content.decode()
    assert "<iframe" not in shown and "Watch on YouTube" in shown


def test_a_video_has_its_transcript_on_the_page(client, olive):
    film(olive, transcript_en=f"## Ann\n\nAsk the school. {SCRIPT}", title_en=SCRIPT, slug="x")
    shown = client.get("/videos/x/").content.decode()
    assert "Ask the school." in shown and SCRIPT not in shown
    assert client.get("/videos/gone/").status_code == 404


def test_a_paragraph_that_is_only_a_link_becomes_the_video(olive):
    from content import markdown

    video = film(olive)
    alone = str(markdown.render(video.markdown).html)
    among = str(markdown.render(f"See {video.markdown} now.").html)
    assert "data-video" in alone and "Show the video" in alone
    assert "data-video" not in among and 'href="/videos/how-to-ask/"' in among


# --- Files in parts (RFC 9110, section 14) --------------------------------------------------------


@pytest.fixture
def address(olive) -> str:
    return own_film(olive).file.get_absolute_url()


def test_a_player_gets_the_part_it_asks_for(client, address):
    for header, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, len(MP4) - 1),
        ("bytes=-5", len(MP4) - 5, len(MP4) - 1),
        (f"bytes=5-{len(MP4) * 9}", 5, len(MP4) - 1),
    ):
        response = client.get(address, headers={"Range": header})
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {first}-{last}/{len(MP4)}"
        assert response["Content-Length"] == str(last - first + 1)
        assert body(response) == MP4[first : last + 1]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes=1-2,4-5",
        "bytes=9-3",
        "bytes=-",
        "lines=0-1",
        "bytes=a-b",
        "bytes=" + "9" * 30 + "-",
    ],
)
def test_what_cannot_be_understood_gets_the_whole_file(client, address, header):
    response = client.get(address, headers={"Range": header})
    assert response.status_code == 200
    assert response["Accept-Ranges"] == "bytes"
    assert body(response) == MP4


@pytest.mark.parametrize("header", [f"bytes={len(MP4)}-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client, address, header):
    response = client.get(address, headers={"Range": header})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(MP4)}")


def test_a_part_of_another_file_is_never_mixed_in(client, address):
    etag = client.get(address)["ETag"]
    same = client.get(address, headers={"Range": "bytes=0-1", "If-Range": etag})
    other = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert client.head(address, headers={"Range": "bytes=0-1"}).status_code == 200


def test_a_video_and_its_captions_are_shown_in_the_page(client, olive):
    video = own_film(olive)
    video.captions = files.keep_captions(sent("film.vtt", VTT), by=olive)
    video.save()
    shown = client.get(video.get_absolute_url()).content.decode()
    assert f'<source src="{video.file.get_absolute_url()}" type="video/mp4">' in shown
    assert '<track kind="captions"' in shown
    response = client.get(video.captions.get_absolute_url())
    assert response["Content-Type"].startswith("text/vtt")
    assert response["Content-Disposition"].startswith("inline")


# --- Videos on the desk ---------------------------------------------------------------------------


def add_video(client, **typed):
    empty = {"title_en": "Film", "address": "", "transcript_en": "", "summary_en": "", "slug": ""}
    return client.post("/desk/videos/add/", {**empty, **typed})


def test_a_film_of_our_own_is_taken_by_what_it_is(eddies):
    response = add_video(
        eddies,
        new_file=sent("x.exe", MP4, "application/x-msdownload"),
        new_captions=sent("c.vtt", VTT),
    )
    assert response.status_code == 302, response.content.decode()
    video = Video.objects.get()
    assert video.file.content_type == "video/mp4" and video.is_captioned
    assert video.file.name.endswith(".mp4")
    add_video(eddies, title_en="Other", new_file=sent("y.webm", WEBM))
    assert Video.objects.get(slug="other").file.content_type == "video/webm"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        MP4[:-10],
        MP4 + b"<script>",
        box(b"ftyp", b"evil\0\0\2\0") + box(b"moov"),
        b"\x1a\x45\xdf\xa3" + b"x" * 90,
        b"\0\0\0\1ftypisom" + b"\0" * 50,
    ],
)
def test_what_only_says_that_it_is_a_film_is_refused(eddies, content):
    response = add_video(eddies, new_file=sent("film.mp4", content, "video/mp4"))
    assert response.status_code == 200 and not Video.objects.exists()
    assert not Upload.objects.exists()
    assert "new_file" in response.context["form"].errors


@pytest.mark.parametrize("content", [b"1\n00:00 --> 00:01\nsrt", b"WEBVTT\xff\xfe -->", b"WEBVTT"])
def test_captions_of_another_kind_are_refused(eddies, content):
    response = add_video(eddies, new_file=sent("f.mp4", MP4), new_captions=sent("c.vtt", content))
    assert "new_captions" in response.context["form"].errors


def test_a_film_that_is_too_big_is_refused(eddies, monkeypatch):
    monkeypatch.setattr("core.uploads.LARGEST_VIDEO", 100)
    response = add_video(eddies, new_file=sent("f.mp4", MP4))
    assert "too big" in str(response.context["form"].errors["new_file"])


def test_a_film_that_was_sent_need_not_be_sent_again(eddies, signed_in, olive):
    refused = add_video(eddies, title_en="", new_file=sent("f.mp4", MP4))
    key = refused.context["form"]["file_key"].value()
    assert key
    # Somebody else's file cannot be had by its key.
    add_video(signed_in(olive), file_key=key)
    assert not Video.objects.exists()
    assert add_video(eddies, file_key=key).status_code == 302
    assert str(Video.objects.get().file_id) == key


@pytest.mark.parametrize(
    "typed",
    [{}, {"address": "https://example.org/film"}, {"address": YOUTUBE, "new_captions": VTT}],
)
def test_a_video_needs_one_place_where_it_is(eddies, typed):
    if "new_captions" in typed:
        typed = {**typed, "new_captions": sent("c.vtt", VTT)}
    assert add_video(eddies, **typed).status_code == 200
    assert not Video.objects.exists()


# --- Pictures on the desk -------------------------------------------------------------------------


def test_a_picture_needs_words_or_must_be_decoration(eddies):
    asked = eddies.get("/desk/images/add/").content.decode()
    # The name alone may be left out: of the other two one is needed.
    assert asked.count("(optional)") == 1
    for typed in ({}, {"alt_en": "A pool", "is_decorative": "on"}):
        response = eddies.post("/desk/images/add/", {"file": photo(), **typed})
        assert response.status_code == 200
    assert not Image.objects.exists() and not Upload.objects.exists()
    for typed in ({"alt_en": "A pool"}, {"is_decorative": "on"}):
        assert eddies.post("/desk/images/add/", {"file": photo(), **typed}).status_code == 302
    assert sorted(Image.objects.values_list("alt_en", flat=True)) == ["", "A pool"]


def test_a_huge_or_broken_picture_is_refused_with_words(eddies, monkeypatch):
    monkeypatch.setitem(__import__("core.uploads").uploads.MOST_PIXELS, "JPEG", 1000)
    for file in (photo(), sent("x.jpg", b"not a picture")):
        response = eddies.post("/desk/images/add/", {"file": file, "alt_en": "A pool"})
        assert "file" in response.context["form"].errors
    assert not Image.objects.exists()


def test_a_picture_that_a_page_shows_is_not_deleted(olives, olive):
    image = add_image(photo(), by=olive, alt="A pool")
    page = topic("Money", body_en=f"Look: {image.markdown}")
    refused = olives.post(f"/desk/images/{image.pk}/delete/")
    assert refused.status_code == 409 and page.title in refused.content.decode()
    page.body_en = ""
    page.save()
    assert olives.post(f"/desk/images/{image.pk}/delete/").status_code == 302
    assert not Image.objects.exists()


def test_two_people_change_a_picture_and_nobodys_words_are_lost(eddies, olives, olive):
    image = add_image(photo(), by=olive, alt="A pool")
    address = f"/desk/images/{image.pk}/"
    version = eddies.get(address).context["version"]
    typed = {"title": image.title, "version": version}
    assert olives.post(address, {**typed, "alt_en": "A wide pool"}).status_code == 302
    late = eddies.post(address, {**typed, "alt_en": "A deep pool"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "A wide pool" in shown and "A deep pool" in shown
    image.refresh_from_db()
    assert image.alt_en == "A wide pool"


def test_old_words_come_back_and_words_are_translated(eddies, olive):
    image = add_image(photo(), by=olive, alt="A pool")
    address = f"/desk/images/{image.pk}/"
    version = eddies.get(address).context["version"]
    eddies.post(address, {"title": "Pool", "alt_en": "Wrong", "version": version})
    history = eddies.get(f"{address}history/")
    assert len(history.context["versions"]) == 2
    image.refresh_from_db()
    eddies.post(f"{address}history/{version}/put-back/", {"version": image.version})
    image.refresh_from_db()
    assert image.alt_en == "A pool"
    page = eddies.get(f"{address}translate/pl/")
    form = page.context["form"]
    name = form.texts[0].name
    eddies.post(f"{address}translate/pl/", {"opened": form["opened"].value(), name: "Basen"})
    image.refresh_from_db()
    assert image.alt_pl == "Basen"


@pytest.mark.parametrize("path", ["images", "videos", "glossary"])
def test_who_may_do_what(client, signed_in, eddie, vera, percy, path):
    viewer, editor = signed_in(vera), signed_in(eddie)
    assert client.get(f"/desk/{path}/").status_code == 302
    assert signed_in(percy).get(f"/desk/{path}/").status_code == 404
    assert viewer.get(f"/desk/{path}/").status_code == 200
    assert viewer.get(f"/desk/{path}/add/").status_code == 404
    assert editor.get(f"/desk/{path}/add/").status_code == 200


def test_an_editor_may_not_delete_and_a_viewer_may_not_change(signed_in, eddie, vera, olive):
    image = add_image(photo(), by=olive, alt="A pool")
    assert signed_in(eddie).get(f"/desk/images/{image.pk}/delete/").status_code == 404
    watching = signed_in(vera)
    assert watching.get(f"/desk/images/{image.pk}/").status_code == 200
    assert watching.post(f"/desk/images/{image.pk}/", {"version": 1}).status_code == 404


@pytest.mark.parametrize("path", ["images", "videos", "glossary"])
def test_the_lists_ask_as_often_for_many(olives, olive, path, django_assert_max_num_queries):
    for number in range(15):
        add_image(photo(size=(20, 20)), by=olive, alt=f"{number}")
        film(olive, title_en=f"Film {number}")
        save(GlossaryEntry(acronym=f"AB{number}", title_en="x"), by=olive, fields=[])
    with django_assert_max_num_queries(8):
        olives.get(f"/desk/{path}/")


# --- Files are kept as long as they are needed ----------------------------------------------------


def test_files_of_the_library_are_kept_and_forgotten_when_they_are_gone(olives, olive):
    image = add_image(photo(), by=olive, alt="A pool")
    video = own_film(olive)
    Upload.objects.update(created_at="2020-01-01T00:00Z")
    assert files.forget(needed=[]) == 0
    for entry in (image, video):
        entry.delete()
    # The history could bring them back for a while.
    assert files.forget(needed=[]) == 0
    from django.apps import apps

    for name in ("ImageEvent", "VideoEvent"):
        events = apps.get_model("content", name)._default_manager
        events.update(pgh_created_at="2020-01-01T00:00Z")
    assert files.forget(needed=[]) == 2
