"""Before a page is published, its links are among what is looked at."""

import pytest
from django.utils import timezone

from content.checks import findings
from links.models import Link
from news.models import NewsItem

pytestmark = pytest.mark.django_db


def test_links_that_do_not_work_are_named_before_publication(django_assert_max_num_queries):
    gone, late = "https://gone.example.org/", "https://late.example.org/"
    Link.objects.create(address=gone, state="broken", problem="gone", failures=3)
    Link.objects.create(address=late, state="ok", failures=1)
    page = NewsItem(
        slug="page",
        title_en="Page",
        body_en=f"See [the form]({gone}), [the list]({late}), [our page](/no/such/) and [home](/).",
    )
    wrong = [(each.level, each.where) for each in findings(page) if "link" in each.words]
    assert wrong == [("should", gone), ("should", "/no/such/")]


def test_a_page_with_very_many_links_is_looked_through_in_bounds(django_assert_max_num_queries):
    many = " ".join(f"[page {number}](/services/page-{number}/)" for number in range(200))
    page = NewsItem(slug="page", title_en="Page", body_en=many, published_at=timezone.now())
    with django_assert_max_num_queries(70):
        findings(page)
