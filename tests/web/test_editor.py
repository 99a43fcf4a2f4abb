"""The box for a page's words, without scripts: preview, pasting, pickers, Word files, checks."""

import zipfile
from io import BytesIO

import docx
import pytest
from django.utils.html import escape

from content.library import GlossaryEntry, Image, Video
from content.library_actions import add_image, save
from tests.publishing import desk, press, sent_by, topic, typed
from tests.sending import image_bytes, photo, sent

EDITOR = "/desk/editor/"
SCRIPT = "<script>alert('ha')</script>"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def word_file(*, picture: bool = False, name: str = "Guide.docx"):
    made = docx.Document()
    made.add_heading("How to ask", 1)
    made.add_paragraph("Ask the school.", style="List Number")
    made.add_paragraph("Wait.", style="List Number")
    made.add_paragraph("Bring this", style="List Bullet")
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), "Who When Ann Mon".split(), strict=True
    ):
        cell.text = words
    if picture:
        made.add_picture(BytesIO(image_bytes("PNG")))
    written = BytesIO()
    made.save(written)
    return sent(name, written.getvalue())


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["help", "link", "image", "video", "word"])
def test_only_those_who_write_may_use_it(client, signed_in, vera, eddie, path):
    assert client.get(f"{EDITOR}{path}/").status_code == 302
    assert signed_in(vera).get(f"{EDITOR}{path}/").status_code == 404
    assert signed_in(eddie).get(f"{EDITOR}{path}/").status_code == 200


def test_strangers_get_no_preview_and_no_cleaning(client, signed_in, vera):
    for path in ("preview", "paste"):
        assert client.post(f"{EDITOR}{path}/").status_code == 302
        assert signed_in(vera).post(f"{EDITOR}{path}/").status_code == 404


# --- Preview --------------------------------------------------------------------------------------


def test_every_box_for_words_has_a_preview_without_scripts(eddies):
    page = topic("Money", body_en="## One")
    shown = eddies.get(desk(page, "change")).content.decode()
    assert 'formaction="/desk/editor/preview/"' in shown
    assert 'name="preview_of" value="body_en"' in shown
    answer = eddies.post(
        f"{EDITOR}preview/", {"preview_of": "body_en", "body_en": f"## Two\n\n{SCRIPT} **b**"}
    ).content.decode()
    assert '<h2 id="section-two">Two</h2>' in answer and "<strong>b</strong>" in answer
    assert SCRIPT not in answer and escape(SCRIPT).replace("&#x27;", "'") in answer


def test_a_preview_reads_from_the_right_where_its_language_does(eddies):
    answer = eddies.post(f"{EDITOR}preview/", {"text": "مرحبا", "language": "ar"}).content.decode()
    assert 'lang="ar" dir="rtl"><p>مرحبا' in answer
    odd = eddies.post(f"{EDITOR}preview/", {"text": "x", "language": '"><script>'})
    assert 'lang="en" dir="ltr"><p>x' in odd.content.decode()


# --- Pasting --------------------------------------------------------------------------------------

FROM_WORD = """<html xmlns:o="urn:x"><head><style>p {mso: 1}</style></head><body>
<!--StartFragment--><h1><b>How to ask<o:p></o:p></b></h1>
<p class=MsoNormal>Ask <b>now</b>, <span style='color:red'>please</span>.
<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=1">us</a>
<a href="javascript:alert(1)">no</a></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>First</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o </span>Below</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>· </span>Second</p>
<h3>Later</h3><p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1. </span>One</p>
<table><tr><td><p><b>Who</b></p></td><td>When</td></tr><tr><td>Ann</td><td>a|b</td></tr></table>
<img src="data:image/png;base64,AAAA"><script>alert(1)</script><!--EndFragment--></body></html>"""


def pasted(client, html: str) -> str:
    response = client.post(f"{EDITOR}paste/", {"html": sent("pasted.html", html.encode())})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def test_what_is_pasted_from_word_becomes_markdown(eddies):
    assert pasted(eddies, FROM_WORD) == (
        "## How to ask\n\nAsk **now**, please. [us](https://example.org/a) no\n\n"
        "- First\n  - Below\n- Second\n\n### Later\n\n1. One\n\n"
        "| Who | When |\n| --- | --- |\n| Ann | a\\|b |"
    )


def test_what_is_pasted_from_a_web_page_keeps_what_means_something(eddies):
    html = (
        '<b style="font-weight:normal">'
        '<p dir="rtl">مرحبا <span style="font-weight:700">هنا</span></p>'
        '<p>1986. A year</p><p>5*3 a_b</p><ol start="3"><li>three</li></ol></b>'
    )
    assert pasted(eddies, html) == "مرحبا **هنا**\n\n1986\\. A year\n\n5\\*3 a_b\n\n3. three"


@pytest.mark.parametrize(
    "html", ["<div>" * 9000, "<ul><li>" * 3000, "<" * 5000, "\0<p>x", "<!--StartFragment-->"]
)
def test_html_made_to_hurt_does_not(eddies, html):
    response = eddies.post(f"{EDITOR}paste/", {"html": sent("p.html", html.encode())})
    assert response.status_code in (200, 422)


def test_too_much_is_not_read(eddies, monkeypatch):
    monkeypatch.setattr("content.pasting.LARGEST", 100)
    response = eddies.post(f"{EDITOR}paste/", {"html": sent("p.html", b"x" * 101)})
    assert response.status_code == 422


# --- Pickers --------------------------------------------------------------------------------------


def test_a_page_of_any_kind_is_found_to_link_to(eddies):
    topic("Money and benefits", body_en="All about **money**.")
    shown = eddies.get(f"{EDITOR}link/", {"q": "money"}).content.decode()
    assert 'data-insert-link="/information/money-and-benefits/"' in shown
    assert "[Money and benefits](/information/money-and-benefits/)" in shown
    assert "Nothing found" in eddies.get(f"{EDITOR}link/", {"q": "zzqx"}).content.decode()


def test_a_picture_is_added_with_words_and_put_in(eddies):
    refused = eddies.post(f"{EDITOR}image/", {"file": photo()})
    assert "alt_en" in refused.context["form"].errors and not Image.objects.exists()
    shown = eddies.post(f"{EDITOR}image/", {"file": photo(), "alt_en": "A pool"}).content.decode()
    image = Image.objects.get()
    assert f'data-insert="{image.markdown}"' in shown
    assert image.markdown in eddies.get(f"{EDITOR}image/", {"q": "pool"}).content.decode()


def test_a_video_is_chosen(eddies, olive):
    save(Video(title_en="A [film]", address="https://vimeo.com/123456"), by=olive, fields=[])
    shown = eddies.get(f"{EDITOR}video/").content.decode()
    assert 'data-insert="[A (film)](/videos/a-film/)"' in shown


# --- Word files -----------------------------------------------------------------------------------


def test_a_word_file_becomes_markdown(eddies):
    response = eddies.post(f"{EDITOR}word/", {"file": word_file()})
    assert response.context["text"] == (
        "## How to ask\n\n1. Ask the school.\n2. Wait.\n\n- Bring this\n\n"
        "| Who | When |\n| --- | --- |\n| Ann | Mon |"
    )


def test_pictures_of_a_word_file_are_asked_for_their_words(eddies):
    first = eddies.post(f"{EDITOR}word/", {"file": word_file(picture=True)})
    image = Image.objects.get()
    text = first.context["text"]
    assert image.markdown in text and not image.is_described
    assert "data-insert" not in first.content.decode()
    prefix = f"image-{image.pk}"
    second = eddies.post(f"{EDITOR}word/", {"text": text, f"{prefix}-alt_en": ""})
    assert second.context["pictures"][0].form.errors
    last = eddies.post(f"{EDITOR}word/", {"text": text, f"{prefix}-alt_en": "A pool"})
    image.refresh_from_db()
    assert image.alt_en == "A pool" and 'data-insert="## How to ask' in last.content.decode()


def test_a_word_file_cannot_write_over_the_words_of_another_picture(eddies, olive):
    image = add_image(photo(), by=olive, alt="A pool")
    prefix = f"image-{image.pk}"
    eddies.post(f"{EDITOR}word/", {"text": image.markdown, f"{prefix}-alt_en": "Mine"})
    image.refresh_from_db()
    assert image.alt_en == "A pool"


def broken(change) -> bytes:
    """A Word file with one part changed."""
    written = BytesIO()
    with zipfile.ZipFile(word_file()) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a Word file",
        b"PK\x03\x04" + b"x" * 200,
        b"%PDF-1.4 x",
        word_file().read()[:2000],
        broken(lambda name, old: b"<w" if name == "word/document.xml" else old),
        broken(lambda name, old: b"" if name == "word/document.xml" else old),
        broken(lambda name, old: b"<a/>" if name.endswith("document.xml.rels") else old),
    ],
    ids=["empty", "text", "zip", "pdf", "cut", "bad-xml", "no-xml", "no-rels"],
)
def test_a_broken_word_file_is_refused_with_words(eddies, content):
    response = eddies.post(f"{EDITOR}word/", {"file": sent("Guide.docx", content)})
    assert response.status_code == 200
    errors = response.context.get("form").errors if "form" in response.context else None
    assert (
        errors
        or not response.context["text"].strip()
        or "Ask the school" in response.context["text"]
    )


def test_a_word_file_that_reaches_for_a_file_of_ours_gets_nothing(eddies):
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="file:///etc/passwd" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
    )
    blip = b'<a:blip r:link="rId99"'

    def change(name: str, old: bytes) -> bytes:
        if name.endswith("document.xml.rels"):
            return old.replace(b"</Relationships>", link + b"</Relationships>")
        return old.replace(b"<a:blip", blip) if name == "word/document.xml" else old

    written = BytesIO()
    with zipfile.ZipFile(word_file(picture=True)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    response = eddies.post(f"{EDITOR}word/", {"file": sent("Guide.docx", written.getvalue())})
    assert "root:" not in response.content.decode()


# --- Checks before publishing ---------------------------------------------------------------------


def findings(client, page) -> list[tuple[str, str]]:
    found = client.get(desk(page)).context["findings"]
    return [(each.level, str(each.words)) for each in found]


@pytest.mark.parametrize(
    ("body", "level", "words"),
    [
        ("![](https://example.org/a.png)", "must", "A picture is not one of ours"),
        ("## ", "must", "A heading has no words"),
        ("[](https://example.org)", "must", "A link has no words"),
        ("| | |\n| --- | --- |\n| a | b |", "must", "A column of a table has no heading"),
        ("[x](/videos/gone/)", "must", "A video is not there"),
        ("### Small", "should", "A smaller heading has no larger one"),
        ("[Click here](https://example.org).", "should", "A link does not say where it leads"),
        ("[www.example.org](https://example.org)", "should", "A link is only an address"),
        ("One EHCP.", "should", "Letters are not explained"),
        ("word " * 40 + "end.", "should", "A sentence is long"),
        ("Notwithstanding multidisciplinary considerations, the authority and its commissioners "
         "facilitate comprehensive interventions in accordance with the statutory obligations for "
         "all of the identified individuals that are referred to the multidisciplinary panel.",
         "should", "It is hard to read"),
        ("Fine.", "should", "It has no summary"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(olives, body, level, words):
    page = topic("Money", published=False, body_en=body)
    assert [
        each for each in findings(olives, page) if each[0] == level and each[1].startswith(words)
    ]


def test_a_page_with_nothing_wrong_is_said_to_be_fine(olives, olive):
    save(GlossaryEntry(acronym="EHCP", title_en="a plan"), by=olive, fields=[])
    image = add_image(photo(), by=olive, decorative=True)
    body = f"## One\n\nAn EHCP.\n\n### Two\n\n{image.markdown}\n\n[Swim club](/services/)"
    page = topic("Money", published=False, summary_en="Help.", body_en=body)
    assert findings(olives, page) == []
    assert "We found nothing to mend" in olives.get(desk(page)).content.decode()


def test_an_officer_cannot_publish_a_picture_without_words(olives, olive):
    image = add_image(photo(), by=olive)
    page = topic("Money", published=False, body_en=image.markdown)
    answer = press(olives, page, "publish")
    page.refresh_from_db()
    assert answer.status_code == 302 and page.state == "draft"
    assert "Not published" in olives.get(desk(page)).content.decode()
    image.alt_en = "A pool"
    image.save()
    press(olives, page, "publish")
    page.refresh_from_db()
    assert page.state == "published"


def test_words_that_must_not_go_out_are_kept_all_the_same(olives, olive):
    image = add_image(photo(), by=olive)
    page = topic("Money", body_en="Fine.")
    typed(olives, desk(page, "change"), do="publish", body_en=image.markdown)
    page.refresh_from_db()
    assert page.body_en == "Fine." and page.working == {"body_en": image.markdown}
    sending = {**sent_by(olives.get("/desk/pages/topic/add/")), "title_en": "New", "do": "publish"}
    olives.post("/desk/pages/topic/add/", {**sending, "body_en": image.markdown})
    made = type(page).objects.get(slug="new")
    assert (made.state, made.body_en) == ("draft", image.markdown)


def test_a_picture_without_words_is_wrong_in_every_language(olives, olive):
    page = topic("Money", published=False, summary_en="Help.", body_ar="![](/x.png)")
    assert ("must", "A picture is not one of ours, so it is not shown (Arabic)") in findings(
        olives, page
    )


def test_videos_lack_captions_and_words_until_they_have_them(olives, olive):
    video = Video(title_en="Film", address="https://vimeo.com/123456")
    save(video, by=olive, fields=[])
    page = topic("Money", published=False, summary_en="Help.", body_en=video.markdown)
    assert len(findings(olives, page)) == 2
    assert "A video has no captions" in olives.get(f"/desk/videos/{video.pk}/").content.decode()
    video.has_captions, video.transcript_en = True, "Ann: hello."
    video.save()
    assert findings(olives, page) == []


def test_the_checks_ask_as_often_for_many_words(olives, olive, django_assert_max_num_queries):
    image = add_image(photo(), by=olive, alt="A pool")
    save(Video(title_en="Film", address="https://vimeo.com/123456"), by=olive, fields=[])
    page = topic("Money", body_en=f"{image.markdown}\n\n[Film](/videos/film/)\n\nEHCP\n\n" * 30)
    olives.get(desk(page))
    with django_assert_max_num_queries(16):
        olives.get(desk(page))
