"""The desk's menu: every page of it is there for whoever may open it, and nobody is lost."""

import pytest
from django.urls import reverse

from desk import menu

pytestmark = pytest.mark.django_db


def links_of(client) -> set[str]:
    found = set()
    for section in menu.SECTIONS:
        page = client.get(reverse(section.items[0].name)).content.decode()
        found |= {item.name for item in section.items if f'href="{reverse(item.name)}"' in page}
    return found


def test_an_officer_gets_from_the_menu_to_every_page_of_it(signed_in, olive):
    client = signed_in(olive)
    assert links_of(client) == {item.name for section in menu.SECTIONS for item in section.items}
    for section in menu.SECTIONS:
        for item in section.items:
            page = client.get(reverse(item.name))
            assert page.status_code == 200
            assert 'aria-current="page"' in page.content.decode(), item.name


def test_a_page_that_somebody_may_not_open_is_not_in_their_menu(signed_in, vera):
    client = signed_in(vera)
    page = client.get(reverse("desk:services")).content.decode()
    assert f'href="{reverse("desk:services")}" aria-current="page"' in page
    for name in ("desk:duplicates", "desk:search", "desk:reasons", "desk:people"):
        assert f'href="{reverse(name)}"' not in page
        assert client.get(reverse(name)).status_code == 404


def test_on_a_page_below_one_of_the_menu_the_menu_says_where_one_is(signed_in, olive):
    page = signed_in(olive).get(reverse("desk:invite")).content.decode()
    assert f'href="{reverse("desk:people")}" aria-current="true"' in page
