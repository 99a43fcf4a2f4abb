"""Signing in: by password, by e-mailed code, with a second step; and what ends it."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.test import Client

from core.models import AuditEvent
from tests.listings import join, organisation

PASSWORD = "correct horse battery"
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet(db):
    cache.clear()


@pytest.fixture
def second_step_required(settings):
    settings.REQUIRE_MFA = True


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- By password ---------------------------------------------------------------------------------


def test_olive_signs_in_and_finds_her_desk(client, olive):
    response = sign_in(client, "Olive@Example.org")
    assert response.status_code == 302
    assert response["Location"] == "/desk/"
    assert is_signed_in(client)
    assert verbs() == ["account.signed_in"]


def test_percy_who_has_no_desk_lands_on_the_site(client, percy):
    assert sign_in(client, percy.email)["Location"] == "/"


def test_signing_in_goes_on_to_the_page_that_was_asked_for(client, olive):
    client.get("/desk/audit/")
    response = client.post(
        f"{SIGN_IN}?next=/desk/audit/",
        {"login": olive.email, "password": PASSWORD, "next": "/desk/audit/"},
    )
    assert response["Location"] == "/desk/audit/"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client, olive, address):
    response = client.post(SIGN_IN, {"login": olive.email, "password": PASSWORD, "next": address})
    assert response["Location"] == "/desk/"


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client, olive):
    wrong = sign_in(client, olive.email, "not her password")
    unknown = sign_in(client, "nobody@example.org", "not her password")
    assert wrong.status_code == unknown.status_code == 200
    assert errors(wrong) == errors(unknown) != []
    assert not is_signed_in(client)


def errors(response) -> list[str]:
    return [str(error) for each in response.context["form"].errors.values() for error in each]


def test_a_refusal_is_written_down_without_a_strangers_address(client, olive):
    sign_in(client, olive.email, "wrong")
    sign_in(client, "stranger@example.org", "wrong")
    known, unknown = AuditEvent.objects.order_by("pk")
    assert known.verb == unknown.verb == "account.sign_in_refused"
    assert (known.actor, known.object_id) == (None, str(olive.pk))
    assert (unknown.actor, unknown.object_id, unknown.object_label) == (None, "", "")
    assert "stranger" not in str(unknown.detail)


def test_five_wrong_guesses_from_one_address_must_wait(client, olive):
    for _ in range(5):
        sign_in(client, olive.email, "wrong")
    response = sign_in(client, olive.email)
    assert response.status_code == 200
    assert not is_signed_in(client)


def test_a_stranger_who_guesses_does_not_keep_olive_out(client, olive):
    for _ in range(6):
        sign_in(client, olive.email, "wrong", REMOTE_ADDR="203.0.113.7")
    assert sign_in(client, olive.email, REMOTE_ADDR="198.51.100.9").status_code == 302


def test_guessing_from_many_addresses_is_slowed_too(client, olive):
    for number in range(100):
        sign_in(client, olive.email, "wrong", REMOTE_ADDR=f"203.0.113.{number}")
    assert sign_in(client, olive.email, REMOTE_ADDR="198.51.100.9").status_code == 200
    # The e-mailed code stays open to her.
    asked = client.post("/accounts/login/code/", {"email": olive.email})
    assert asked["Location"].startswith("/accounts/login/code/confirm/")


def test_a_whole_school_behind_one_address_can_sign_in(make_user):
    for number in range(60):
        person = make_user(f"teacher{number}@example.org")
        client = Client(REMOTE_ADDR="192.0.2.1")
        assert sign_in(client, person.email, "a slip of the finger").status_code == 200
        assert sign_in(client, person.email).status_code == 302


def test_huge_and_odd_input_is_refused_calmly(client, olive):
    for email in ("a" * 100_000, "olive@example.org\x00", "'; DROP TABLE", "مرحبا@example.org"):
        assert sign_in(client, email, "x" * 100_000).status_code == 200


def test_there_is_no_way_to_sign_up_or_change_an_address(client, olive, signed_in):
    for address in ("/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/"):
        assert client.get(address).status_code == 404
        assert signed_in(olive).get(address).status_code == 404


# --- By e-mailed code ----------------------------------------------------------------------------


def code_in(message) -> str:
    """The code stands alone on its line."""
    return re.search(r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", message.body, re.M).group()


def test_olive_signs_in_by_a_code_from_her_e_mail(client, olive, run_jobs):
    asked = client.post("/accounts/login/code/", {"email": olive.email})
    assert asked.status_code == 302
    run_jobs()
    (message,) = mail.outbox
    assert message.to == [olive.email]
    response = client.post(asked["Location"], {"code": code_in(message)})
    assert response["Location"] == "/desk/"
    assert is_signed_in(client)


def test_a_wrong_code_is_refused_and_three_are_enough(client, olive, run_jobs):
    asked = client.post("/accounts/login/code/", {"email": olive.email})
    run_jobs()
    for _ in range(3):
        client.post(asked["Location"], {"code": "WRONG1"})
    client.post(asked["Location"], {"code": code_in(mail.outbox[0])})
    assert not is_signed_in(client)
    assert verbs().count("account.sign_in_refused") == 3


def test_an_unknown_address_gets_the_same_page_and_no_e_mail(client, olive, run_jobs):
    known = client.post("/accounts/login/code/", {"email": olive.email})
    unknown = Client().post("/accounts/login/code/", {"email": "stranger@example.org"})
    assert unknown.status_code == known.status_code
    assert unknown["Location"] == known["Location"]
    run_jobs()
    assert [message.to for message in mail.outbox] == [[olive.email]]


def test_a_deactivated_person_gets_no_code(client, make_user, run_jobs):
    make_user("gone@example.org", "officer", is_active=False)
    client.post("/accounts/login/code/", {"email": "gone@example.org"})
    run_jobs()
    assert mail.outbox == []


def sign_in_by_code(client: Client, address: str, email: str, run_jobs):
    """From a page that asks for it: ask for a code, read the e-mail, type the code."""
    asked = client.post(address, {"email": email, **parse_next(address)})
    run_jobs()
    typed = {"code": code_in(mail.outbox[-1]), **parse_next(asked["Location"])}
    return client.post(asked["Location"], typed)


def parse_next(address: str) -> dict[str, str]:
    """The hidden field that the form of a page at `address` has."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_provider_is_offered_a_code_and_lands_on_their_listings(client, pat, run_jobs):
    asked = client.get("/provider/")
    assert asked["Location"] == "/accounts/login/code/?next=/provider/"
    assert 'name="next" value="/provider/"' in client.get(asked["Location"]).content.decode()
    response = sign_in_by_code(client, "/accounts/login/code/", pat.email, run_jobs)
    assert response["Location"] == "/provider/"
    assert client.get("/provider/").status_code == 200


def test_a_provider_goes_on_to_the_page_that_was_asked_for(client, pat, run_jobs):
    address = "/accounts/login/code/?next=/pl/provider/"
    assert sign_in_by_code(client, address, pat.email, run_jobs)["Location"] == "/pl/provider/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"]
)
def test_a_code_never_leads_to_another_site(client, pat, run_jobs, elsewhere):
    address = f"/accounts/login/code/?{urlencode({'next': elsewhere})}"
    assert sign_in_by_code(client, address, pat.email, run_jobs)["Location"] == "/provider/"


def test_a_provider_needs_no_second_step_and_staff_go_on_needing_one(
    client, pat, eddie, run_jobs, second_step_required
):
    """Also for staff who look after listings: the desk asks, their listings do not."""
    join(eddie, organisation())
    sign_in_by_code(client, "/accounts/login/code/", pat.email, run_jobs)
    assert client.get("/provider/").status_code == 200
    both = Client()
    response = sign_in_by_code(both, "/accounts/login/code/", eddie.email, run_jobs)
    assert response["Location"] == "/desk/"
    assert both.get("/desk/")["Location"] == "/accounts/2fa/"
    assert both.get("/provider/").status_code == 200


def test_somebody_with_a_desk_and_listings_finds_the_way_to_both(client, olive, pat, signed_in):
    join(olive, organisation())
    both = signed_in(olive)
    assert 'href="/provider/"' in both.get("/accounts/2fa/").content.decode()
    assert 'href="/desk/"' in both.get("/provider/").content.decode()
    assert 'href="/desk/"' not in signed_in(pat).get("/provider/").content.decode()
    assert 'href="/desk/"' not in signed_in(pat).get("/contact/").content.decode()


def test_a_provider_keeps_their_menu_on_the_pages_of_their_sign_in(pat, signed_in):
    html = signed_in(pat).get("/accounts/2fa/").content.decode()
    assert 'aria-label="Provider menu"' in html
    assert "You do not have to set one up" in html


# --- The second step -----------------------------------------------------------------------------


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def set_up_app(transactional_db):
    """Sets up an authenticator app as a person would; gives its secret.

    With real transactions: allauth tells of the new app when it is committed.
    """
    activate = "/accounts/2fa/totp/activate/"

    def set_up(client: Client) -> str:
        asked = client.get(activate)
        assert "/reauthenticate/" in asked["Location"]
        client.post(asked["Location"], {"password": PASSWORD})
        secret = client.get(activate).context["form"].secret
        response = client.post(activate, {"code": code_of(secret)})
        assert response.status_code == 302, errors(response)
        return secret

    return set_up


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/people/", "/ar/desk/", "/pl/desk/directory/services/"]
)
def test_the_desk_is_shut_without_a_second_step(client, olive, second_step_required, address):
    sign_in(client, olive.email)
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].endswith("/accounts/2fa/")


def test_the_admin_is_shut_without_a_second_step(
    client, make_user, second_step_required, set_up_app
):
    staff = make_user("staff@example.org", "officer", is_staff=True, is_superuser=True)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/")["Location"].startswith(SIGN_IN)
    assert client.post("/admin/login/", {"username": staff.email, "password": PASSWORD})[
        "Location"
    ].startswith(SIGN_IN)
    sign_in(client, staff.email)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"
    set_up_app(client)
    assert client.get("/admin/").status_code == 200


def test_olive_sets_up_an_app_and_is_in(client, olive, second_step_required, set_up_app):
    sign_in(client, olive.email)
    set_up_app(client)
    assert is_signed_in(client)
    assert "account.second_factor_added" in verbs()


def test_next_time_the_password_alone_is_not_enough(
    client, olive, second_step_required, set_up_app
):
    sign_in(client, olive.email)
    secret = set_up_app(client)
    cache.clear()  # the code just used may not be used twice
    other = Client()
    response = sign_in(other, olive.email)
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert other.get("/desk/").status_code == 302
    other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(other)
    assert "account.sign_in_refused" in verbs()


def test_a_recovery_code_stands_in_for_a_lost_phone_once(
    client, olive, second_step_required, set_up_app
):
    sign_in(client, olive.email)
    set_up_app(client)
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    for expected in (True, False):
        other = Client()
        sign_in(other, olive.email)
        other.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_signed_in(other) is expected


def test_a_session_from_before_the_second_step_is_worth_nothing(
    client, olive, second_step_required, set_up_app
):
    """Somebody who reads Olive's e-mail signed in before she set up her app."""
    thief = Client()
    sign_in(thief, olive.email)
    sign_in(client, olive.email)
    set_up_app(client)
    for address in ("/desk/", "/accounts/2fa/", "/accounts/password/change/"):
        thief_again = Client()
        thief_again.cookies = thief.cookies
        assert thief_again.get(address)["Location"].startswith(SIGN_IN)
    assert Authenticator.objects.filter(user=olive, type="totp").count() == 1


def test_taking_the_app_away_shuts_the_desk_again(client, olive, second_step_required, set_up_app):
    sign_in(client, olive.email)
    set_up_app(client)
    Authenticator.objects.filter(user=olive).delete()
    fresh = Client()
    sign_in(fresh, olive.email)
    assert fresh.get("/desk/")["Location"] == "/accounts/2fa/"


def test_the_apps_secret_cannot_be_read_in_the_database(client, olive, set_up_app):
    sign_in(client, olive.email)
    secret = set_up_app(client)
    (app,) = Authenticator.objects.filter(user=olive, type="totp")
    assert secret not in str(app.data)
    assert decrypt(app.data["secret"]) == secret


def test_the_second_step_can_be_read_after_the_key_was_changed(client, olive, settings, set_up_app):
    sign_in(client, olive.email)
    secret = set_up_app(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    cache.clear()
    other = Client()
    sign_in(other, olive.email)
    other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(other)


# --- What ends it --------------------------------------------------------------------------------


def test_signing_out_takes_a_press_of_the_button(client, olive):
    sign_in(client, olive.email)
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)
    assert verbs() == ["account.signed_in", "account.signed_out"]


def test_a_deactivated_person_is_out_at_once(eddie, signed_in):
    client = signed_in(eddie)
    assert is_signed_in(client)
    eddie.is_active = False
    eddie.save()
    assert not is_signed_in(client)


@pytest.mark.parametrize("role", ["viewer", "officer", ""])
def test_a_new_role_ends_every_session(eddie, signed_in, role):
    client = signed_in(eddie)
    eddie.role = role
    eddie.save()
    response = client.get("/desk/")
    assert isinstance(response.wsgi_request.user, AnonymousUser)


def test_a_new_password_ends_every_other_session(client, olive, run_jobs):
    sign_in(client, olive.email)
    elsewhere = Client()
    sign_in(elsewhere, olive.email)
    response = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "a new long password",
            "password2": "a new long password",
        },
    )
    assert response.status_code == 302, errors(response)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert "account.password_changed" in verbs()


def test_olive_chooses_a_new_password_by_e_mail(client, olive, run_jobs):
    client.post("/accounts/password/reset/", {"email": olive.email})
    client.post("/accounts/password/reset/", {"email": "stranger@example.org"})
    run_jobs()
    (message,) = mail.outbox
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", message.body).group()
    page = client.get(urlsplit(link).path, follow=True)
    new = {"password1": "a new long password", "password2": "a new long password"}
    client.post(page.redirect_chain[-1][0], new)
    assert sign_in(client, olive.email, "a new long password").status_code == 302
    assert sign_in(Client(), olive.email, PASSWORD).status_code == 200


def test_signed_out_people_are_sent_to_sign_in_and_back(client, db):
    response = client.get("/desk/directory/services/?state=drafts")
    address = urlsplit(response["Location"])
    assert address.path == SIGN_IN
    assert parse_qs(address.query)["next"] == ["/desk/directory/services/?state=drafts"]
