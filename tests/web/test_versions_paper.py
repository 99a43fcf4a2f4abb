"""Easy Read pages as PDF files to print."""

from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from content import actions, library_actions
from guides.models import Guide
from tests import listings, sending
from tests.publishing import made, topic
from tests.versions import picture, version
from variants.models import Variant, VariantFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def guide(db) -> Guide:
    return made(Guide(title_en="EHC plans", body_en="Plans.", topic=topic("Plans")))


def opened(client, variant, language: str = "") -> pikepdf.Pdf:
    answer = client.get(f"{language}/easy-read/{variant.slug}/print/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return pikepdf.open(BytesIO(answer.content))


def spoken(pdf: pikepdf.Pdf) -> list[str]:
    """The words that a screen reader says of pictures, in order."""
    found = []

    def walk(element) -> None:
        if isinstance(element, pikepdf.Array):
            for each in element:
                walk(each)
        elif isinstance(element, pikepdf.Dictionary):
            if "/Alt" in element:
                found.append(str(element["/Alt"]))
            if "/K" in element:
                walk(element["/K"])

    walk(pdf.Root.StructTreeRoot.K)
    return found


def pictures(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [image for page in pdf.pages for image in page.get_images().values()]


def face(alt: str) -> str:
    added = library_actions.add_image(sending.photo(), by=None, title=alt, alt=alt)
    return added.markdown


def easy(record, **values) -> Variant:
    bus = picture("Bus")
    text = f"## Who\n\n{bus.markdown}\n\nYou are young.\n\n{face('Sara from our team')}\nAsk Sara."
    return version(record, body_en=text, **values)


@pytest.mark.parametrize("language", ["", "/ar", "/fa", "/pa", "/zh-hans"])
def test_an_easy_read_page_is_a_tagged_pdf_in_every_script(client, guide, language):
    """What else PDF/UA asks for is validated by `make access-pdf`."""
    variant = easy(guide, title_ar="الخطط", body_pa="## ਕੌਣ\n\nਤੁਸੀਂ।")
    pdf = opened(client, variant, language)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith(language.strip("/")[:2] or "en")
    with pdf.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"


def test_decoration_is_silent_and_other_pictures_are_spoken(client, guide):
    pdf = opened(client, easy(guide))
    assert spoken(pdf) == ["Sara from our team"]
    assert {str(each.Filter) for each in pictures(pdf)} == {"/DCTDecode"}
    assert pictures(pdf)


def test_the_letters_are_large(client, guide):
    pdf = opened(client, easy(guide))
    sizes = {
        float(operands[1])
        for page in pdf.pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tf"
    }
    # The number of the page is set as large as the text.
    assert min(sizes) >= 16


def test_the_page_links_to_it_and_other_versions_do_not(client, guide):
    variant, plain = easy(guide), version(guide, "plain", body_en="Plain.")
    address = f"/easy-read/{variant.slug}/print/"
    assert f'href="{address}" download' in client.get(variant.get_absolute_url()).content.decode()
    page = client.get(f"/ar{variant.get_absolute_url()}").content.decode()
    assert f'href="/ar{address}" download' in page
    assert "/print/" not in client.get(plain.get_absolute_url()).content.decode()
    assert client.get(f"/easy-read/{plain.slug}/print/").status_code == 404


def test_it_is_made_once_and_anew_when_a_word_changes(client, guide, django_assert_max_num_queries):
    variant = easy(guide)
    opened(client, variant)
    first = VariantFile.objects.get()
    with django_assert_max_num_queries(6):
        opened(client, variant)
    assert VariantFile.objects.get().made_at == first.made_at
    actions.save_and_publish(variant, values={"title_en": "Who helps"}, by=None)
    opened(client, variant)
    assert VariantFile.objects.get().digest != first.digest


def test_what_is_not_public_has_no_file(client, guide):
    draft = version(guide, published=False, body_en="Secret.")
    assert client.get(f"/easy-read/{draft.slug}/print/").status_code == 404
    club = listings.service("Swim club")
    variant = easy(club)
    club.archived_at = timezone.now()
    club.save(update_fields=["archived_at"])
    assert client.get(f"/easy-read/{variant.slug}/print/").status_code == 404
    assert not VariantFile.objects.exists()


def test_words_of_an_editor_and_lost_pictures_never_break_it(client, guide):
    lost = picture("Lost")
    lost.upload.small.delete(save=False)
    tall = f"{lost.markdown}\n\n" + "A line of words.\n\n" * 200
    body = f'{tall}#panic("x") ${{1}} #image("/etc/passwd")\n\n![](/files/none)\n\n- \U0001f600'
    variant = version(guide, title_en="#eval(1) *a*", body_en=body)
    pdf = opened(client, variant)
    assert (len(pdf.pages) > 3, pictures(pdf)) == (True, [])
    assert str(pdf.docinfo["/Title"]) == "#eval(1) *a*"
