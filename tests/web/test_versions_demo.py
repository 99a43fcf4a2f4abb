"""The demo's Easy Read pages keep the rules that the desk asks of everybody else."""

import pytest
import yaml

from content.library import Image
from content.models import Topic
from core import readability
from directory.models import Service
from guides.models import Guide
from tests import listings
from tests.publishing import desk, made, topic
from variants import demo
from variants.models import Variant

pytestmark = pytest.mark.django_db


def entries(name: str) -> list[dict]:
    return yaml.safe_load((demo.CONTENT / name).read_text("utf-8"))


@pytest.fixture
def loaded(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for entry in [each for name in demo._FILES.values() for each in entries(name)]:
        kind, _slash, slug = entry["about"].partition("/")
        if not Topic.objects.filter(slug=entry["topic"]).exists():
            topic(entry["topic"], slug=entry["topic"])
        about = Topic.objects.get(slug=entry["topic"])
        if kind == "service" and not Service.objects.filter(slug=slug).exists():
            listings.service(slug)
        elif kind == "guide" and not Guide.objects.filter(slug=slug).exists():
            made(Guide(title_en=slug, slug=slug, topic=about))
    demo.load(lambda line: None)


def test_every_page_of_the_demo_is_ready_and_has_its_pictures(loaded, olives, client):
    easy = Variant.objects.filter(form="easy_read")
    assert easy.count() >= 8 and easy.exclude(state="published").count() == 0
    for variant in Variant.objects.filter(state="published"):
        found = olives.get(desk(variant, kind="variant")).context["findings"]
        long = [each.where for each in found if each.words.startswith("A sentence has more")]
        assert not long, variant.slug
        assert not [each for each in found if each.level == "must"], variant.slug
    for variant in easy:
        assert (readability.reading_age(f"{variant.summary_en} {variant.body_en}") or 0) <= 9
        shown = client.get(variant.get_absolute_url()).content.decode()
        assert (
            shown.count("app-illustrated__picture") == shown.count('class="app-illustration"') >= 8
        )
    translated = easy.exclude(body_ar="").exclude(body_ar=None)
    assert translated.count() >= 3
    for variant in translated:
        for other in (variant.body_ar, variant.body_pl):
            assert other.count("![](") == variant.body_en.count("![](")
            assert other.count("## ") == variant.body_en.count("## ")


def test_the_gap_in_sign_language_is_a_draft(loaded, client):
    for signed in Variant.objects.filter(form="bsl"):
        assert signed.state == "draft"
        assert client.get(signed.get_absolute_url()).status_code == 404


def test_loading_twice_adds_nothing(loaded):
    before = Variant.objects.count(), Image.objects.count()
    demo.load(lambda line: None)
    assert (Variant.objects.count(), Image.objects.count()) == before
