"""The officer's pages about people: inviting, roles, shutting out."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts import actions
from accounts.models import User
from core.models import AuditEvent

PEOPLE = "/desk/people/"


def act(client, person: User, do: str, **more):
    return client.post(f"{PEOPLE}{person.pk}/", {"do": do, **more})


def names(response) -> list[str]:
    return [person.name for person in response.context["page"]]


def test_the_list_has_people_with_a_desk_and_on_request_everybody(olives, eddie, vera, percy):
    assert names(olives.get(PEOPLE)) == ["Eddie Editor", "Olive Officer", "Vera Viewer"]
    assert "Percy Parent" in names(olives.get(f"{PEOPLE}?show=all"))
    assert names(olives.get(f"{PEOPLE}?show=providers")) == []
    assert names(olives.get(f"{PEOPLE}?q=VERA")) == ["Vera Viewer"]
    assert names(olives.get(f"{PEOPLE}?q=%00&show=nonsense"))


def test_a_list_keeps_the_style_of_the_desk_and_its_columns_to_itself(olives):
    head, _, body = olives.get(PEOPLE).content.decode().partition("</head>")
    assert "css/desk.css" in head and "<th" not in head
    assert body.count('<th scope="col"') == 5


def test_the_list_never_takes_more_queries(olives, make_user, django_assert_max_num_queries):
    for number in range(60):
        make_user(f"person{number}@example.org", "viewer")
    with django_assert_max_num_queries(6):
        assert len(names(olives.get(PEOPLE))) == 50


def test_somebody_invited_signs_in_by_code(olives, olive, client, run_jobs):
    invitation = {"name": "Nora New", "email": "Nora@Example.org", "role": "editor"}
    assert olives.post(f"{PEOPLE}invite/", invitation)["Location"] == PEOPLE
    nora = User.objects.get(email="nora@example.org")
    assert (nora.role, nora.has_usable_password()) == ("editor", False)
    event = AuditEvent.objects.get(verb="account.invited")
    assert (event.actor, event.object_id, event.detail) == (olive, str(nora.pk), {"role": "editor"})
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["nora@example.org"]
    assert "Olive Officer" in message.body
    assert "/accounts/login/code/" in message.body
    mail.outbox.clear()
    asked = client.post("/accounts/login/code/", {"email": "nora@example.org"})
    run_jobs()
    lines = mail.outbox[0].body.splitlines()
    code = next(line for line in lines if line.replace("-", "").isalnum() and line.isupper())
    assert client.post(asked["Location"], {"code": code})["Location"] == "/desk/"
    assert EmailAddress.objects.get(user=nora).verified


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "olive@example.org"},
        {"email": "OLIVE@example.org"},
        {"email": "no address"},
        {"email": ""},
        {"role": ""},
        {"role": "emperor"},
        {"name": ""},
        {"name": "x" * 121},
    ],
)
def test_invitations_that_cannot_be(olives, wrong, run_jobs):
    sent = {"name": "Nora", "email": "nora@example.org", "role": "editor", **wrong}
    response = olives.post(f"{PEOPLE}invite/", sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(wrong)
    assert User.objects.count() == 1
    run_jobs()
    assert mail.outbox == []


def test_a_new_role_is_written_down_and_ends_the_session(olives, olive, eddie, signed_in):
    eddies = signed_in(eddie)
    act(olives, eddie, "role", role="viewer")
    eddie.refresh_from_db()
    assert eddie.role == "viewer"
    assert AuditEvent.objects.get(verb="account.role_changed").detail == {
        "before": "editor",
        "after": "viewer",
    }
    assert eddies.get("/desk/").status_code == 302


def test_a_person_can_lose_their_desk_and_get_it_back(olives, eddie, signed_in):
    act(olives, eddie, "role", role="")
    eddie.refresh_from_db()
    assert signed_in(eddie).get("/desk/").status_code == 404
    act(olives, eddie, "role", role="editor")
    eddie.refresh_from_db()
    assert signed_in(eddie).get("/desk/").status_code == 200


def test_shutting_out_works_at_once_and_letting_in_again(olives, eddie, signed_in):
    eddies = signed_in(eddie)
    act(olives, eddie, "deactivate")
    assert eddies.get("/desk/").status_code == 302
    assert "Shut out" in olives.get(f"{PEOPLE}{eddie.pk}/").content.decode()
    act(olives, eddie, "reactivate")
    eddie.refresh_from_db()
    assert eddie.is_active
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if "sign" not in verb] == [
        "account.deactivated",
        "account.reactivated",
    ]


@pytest.mark.parametrize(
    ("do", "more"), [("role", {"role": "viewer"}), ("deactivate", {}), ("reset", {})]
)
def test_nobody_decides_about_themselves(olives, olive, make_user, do, more):
    make_user("second@example.org", "officer")
    response = act(olives, olive, do, **more)
    assert response.status_code == 200
    assert "You cannot change your own account here" in response.content.decode()
    olive.refresh_from_db()
    assert (olive.role, olive.is_active) == ("officer", True)


def test_at_least_one_officer_stays(olive, make_user):
    """Two officers remove each other: the second is refused, though both were right to try."""
    second = make_user("second@example.org", "officer")
    actions.deactivate(user=olive, by=second)
    with pytest.raises(actions.NotAllowed):
        actions.deactivate(user=second, by=olive)
    with pytest.raises(actions.NotAllowed):
        actions.change_role(user=second, role="viewer", by=olive)
    second.refresh_from_db()
    assert (second.role, second.is_active) == ("officer", True)


def test_a_lost_phone_is_helped_and_ends_sessions(olives, eddie, signed_in):
    Authenticator.objects.create(user=eddie, type="totp", data={"secret": "x"})
    act(olives, eddie, "reset")
    assert not Authenticator.objects.filter(user=eddie).exists()
    eddie.refresh_from_db()
    assert not eddie.has_usable_password()
    assert AuditEvent.objects.filter(verb="account.second_factor_reset").count() == 1


def test_an_invitation_can_be_sent_again(olives, eddie, run_jobs):
    act(olives, eddie, "invite")
    run_jobs()
    assert [message.to for message in mail.outbox] == [[eddie.email]]


@pytest.mark.parametrize("do", ["", "delete", "__class__", "role\x00"])
def test_a_button_that_does_not_exist_does_nothing(olives, eddie, do):
    assert act(olives, eddie, do).status_code == 404


def test_a_role_that_does_not_exist_is_refused(olives, eddie):
    assert act(olives, eddie, "role", role="emperor").status_code == 200
    eddie.refresh_from_db()
    assert eddie.role == "editor"
