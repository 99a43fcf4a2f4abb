"""The bar of languages: on every page, to the same page, without a cookie."""

import re

import pytest
from django.utils.html import escape

from core.languages import LANGUAGES, OFFERS
from tests import listings

HERE = {"sec-fetch-site": "same-origin"}
LINK = re.compile(r'<a class="govuk-language-navigation__link"\s+href="([^"]+)"\s+lang="([^"]+)"')


def links(response) -> dict[str, str]:
    """By language: where its link leads."""
    return {lang: href for href, lang in LINK.findall(response.content.decode())}


def assert_leads_on(client, response, polish: str) -> None:
    there = links(response)["pl"]
    assert there == polish
    assert client.get(there.replace("&amp;", "&")).status_code in (200, 404)
    assert not response.cookies


@pytest.mark.parametrize(
    "path",
    ["/services/?q=swim&age=4", "/services/my-list/", "/feedback/about/ease/?page=%2Fnews%2F"],
)
def test_it_keeps_the_path_and_what_was_asked(client, db, path):
    assert_leads_on(client, client.get(path), "/pl" + path.replace("&", "&amp;"))


def test_every_language_is_there_in_its_own_name(client, db):
    found = links(client.get("/"))
    assert len(found) == len(LANGUAGES) - 1


def test_a_page_that_is_not_there_leads_to_the_front_page(client, db):
    answer = client.get("/ar/no/such/page/")
    assert answer.status_code == 404
    assert_leads_on(client, answer, "/pl/")
    assert links(answer)["en"] == "/"


def test_a_record_that_is_not_there_stays_where_it_is(client, db):
    answer = client.get("/services/no-such-club/")
    assert answer.status_code == 404
    assert_leads_on(client, answer, "/pl/services/no-such-club/")


def test_a_form_that_is_shown_again_keeps_its_page(client, db):
    answer = client.post("/feedback/about/ease/?page=/news/", {}, headers=HERE)
    assert answer.status_code == 200
    assert_leads_on(client, answer, "/pl/feedback/about/ease/?page=%2Fnews%2F")


def test_a_list_that_could_not_be_sent_opens_in_another_language(client, db):
    listings.service("Swim club")
    answer = client.post("/services/my-list/email/", {"email": "nobody"}, headers=HERE)
    assert answer.status_code == 200
    polish = client.get(links(answer)["pl"], follow=True)
    assert polish.redirect_chain[-1][0] == "/pl/services/my-list/"
    assert polish.status_code == 200


def test_a_refusal_of_what_only_a_form_sends_leads_to_the_front_page(client, db):
    answer = client.post("/services/my-list/keep/", {}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert_leads_on(client, answer, "/pl/")


def test_the_desk_and_providers_have_it(olives, pat, signed_in):
    assert links(olives.get("/desk/directory/services/?q=swim"))["pl"] == (
        "/pl/desk/directory/services/?q=swim"
    )
    assert links(signed_in(pat).get("/provider/"))["ar"] == "/ar/provider/"


def test_each_language_offers_itself_in_its_own_words(client, db):
    html = client.get("/").content.decode()
    for language in LANGUAGES[1:]:
        offer = OFFERS[language.code]
        assert f'data-offer="{escape(offer.words)}"' in html
        assert f'data-refuse="{escape(offer.refuse)}"' in html
    assert escape(OFFERS["en"].words) not in html
