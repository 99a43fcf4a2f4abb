"""Dates are in the language of the page, in languages too that Django does not know."""

import re
from datetime import datetime

import pytest
from babel import Locale
from django.utils import timezone
from django.utils.translation import to_locale

from core.languages import OTHER_CODES
from news.models import NewsItem
from tests.newsroom import news

pytestmark = pytest.mark.django_db


def names(code: str) -> list[str]:
    """Of its months, from January."""
    found = Locale.parse(to_locale(code)).months["format"]["wide"]
    return [found[number] for number in range(1, 13)]


@pytest.fixture
def a_year_of_news(db) -> None:
    for month in range(1, 13):
        item = news(str(month))
        at = timezone.make_aware(datetime(2025, month, 4, 12))
        NewsItem.objects.filter(pk=item.pk).update(published_at=at, changed_at=at)


@pytest.mark.parametrize("code", OTHER_CODES)
def test_no_month_is_english(client, a_year_of_news, code):
    page = client.get(f"/{code}/news/").content.decode()
    assert client.get("/news/").content.decode().count("4 October 2025") >= 1
    # Romanians say August too.
    english = set(names("en")) - {name.title() for name in names(code)}
    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(rf"\b(?:{'|'.join(sorted(english))})\b", main) == []


def test_somali_months_and_days_are_those_of_unicode(client, a_year_of_news):
    page = client.get("/so/news/").content.decode()
    for name in names("so"):
        assert f"4 {name} 2025" in page
