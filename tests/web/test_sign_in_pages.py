"""Signing in looks like the rest of the site and passes its content security policy."""

import re

import pytest
from django.test import Client
from django.urls import reverse

FOR_ANYBODY = ["account_login", "account_request_login_code", "account_reset_password"]
FOR_STAFF = ["mfa_index", "mfa_list_webauthn", "account_change_password", "account_logout"]


def assert_dressed(html: str) -> None:
    assert html.count("<h1") == 1
    assert '<h1 class="govuk-heading-l">' in html
    assert 'content="noindex, nofollow"' in html
    main = html.partition('<main id="main-content">')[2].partition("</main>")[0]
    for button in re.findall(r"<button[^>]*>", main):
        assert "govuk-button" in button
    for box in re.findall(r'<input[^>]*type="(?:text|email|password)"[^>]*>', main):
        assert "govuk-input" in box
        assert f'<label class="govuk-label" for="{re.search(r"id=.([^ ]+?).[ >]", box)[1]}"' in main
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert " src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("name", FOR_ANYBODY)
def test_whoever_wants_to_sign_in_meets_a_page_of_the_site(db, name):
    response = Client().get(reverse(name))
    assert response.status_code == 200
    assert_dressed(response.content.decode())


@pytest.mark.parametrize("name", FOR_STAFF)
def test_olive_looks_after_her_sign_in_on_pages_of_the_site(olive, signed_in, name):
    response = signed_in(olive).get(reverse(name))
    assert response.status_code == 200
    assert_dressed(response.content.decode())


def test_a_wrong_password_is_said_at_the_top_and_in_the_title(olive):
    response = Client().post(
        reverse("account_login"), {"login": olive.email, "password": "not the right one"}
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert 'data-module="govuk-error-summary"' in html
    assert "<title>Error: Sign in" in html


def test_a_stranger_is_not_told_who_has_an_account(olive):
    answers = {
        re.sub(r'value="[^"]*"', "", summary)
        for email in (olive.email, "nobody@example.org")
        for summary in re.findall(
            r'<div class="govuk-error-summary".*?</ul>',
            Client()
            .post(reverse("account_login"), {"login": email, "password": "wrong"})
            .content.decode(),
            re.S,
        )
    }
    assert len(answers) == 1


def test_families_are_told_that_they_need_no_account_and_nobody_can_make_one(db):
    html = Client().get(reverse("account_login")).content.decode()
    assert "Families do not need to sign in" in html
    assert "sign up" not in html.lower()
