"""Django's admin: reference data and nothing else. And the demo's people."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import demo
from accounts.models import User
from core.models import AuditEvent
from tests.listings import term


@pytest.fixture
def staff(make_user, signed_in):
    return signed_in(make_user("staff@example.org", "officer", is_staff=True))


@pytest.mark.parametrize(
    "path",
    [
        "accounts/user/",
        "auth/group/",
        "mfa/authenticator/",
        "account/emailaddress/",
        "core/auditevent/",
        "directory/service/",
        "directory/taxonomyterm/",
        "sessions/session/",
    ],
)
def test_what_is_no_reference_data_is_not_there(staff, path):
    assert staff.get(f"/admin/{path}").status_code == 404


def test_the_name_of_a_list_is_changed_and_written_down(staff):
    need = term("need", "autism").taxonomy
    address = f"/admin/directory/taxonomy/{need.pk}/change/"
    form = staff.get(address).context["adminform"].form
    sent = {field.html_name: field.value() or "" for field in form}
    assert staff.post(address, sent | {"name_en": "What they need"}).status_code == 302
    need.refresh_from_db()
    assert (need.name_en, need.slug) == ("What they need", "need")
    assert AuditEvent.objects.get(verb="taxonomy.changed").detail == {"fields": ["name_en"]}


def test_lists_are_neither_added_nor_deleted(staff):
    need = term("need", "autism").taxonomy
    assert staff.get("/admin/directory/taxonomy/add/").status_code == 403
    assert staff.post(f"/admin/directory/taxonomy/{need.pk}/delete/").status_code == 403


def test_jobs_are_to_look_at(staff, olive, client, db):
    client.post("/accounts/login/code/", {"email": olive.email})
    job = ProcrastinateJob.objects.get()
    jobs = staff.get("/admin/procrastinate/procrastinatejob/")
    assert "deliver_email" in jobs.content.decode()
    address = f"/admin/procrastinate/procrastinatejob/{job.pk}/"
    assert staff.get(f"{address}change/").status_code == 200
    assert staff.post(f"{address}change/", {"status": "failed"}).status_code == 403
    assert staff.post(f"{address}delete/").status_code == 403
    job.refresh_from_db()
    assert job.status == "todo"


# --- The demo's people ----------------------------------------------------------------------------


def test_the_demos_people_sign_in_and_are_loaded_once(client, db):
    demo.load(lambda words: None)
    demo.load(lambda words: None)
    assert User.objects.count() == len(demo.PEOPLE) == 5
    for email, _name, role in demo.PEOPLE:
        client.post("/accounts/login/", {"login": email, "password": demo.PASSWORD})
        assert client.get("/desk/").status_code == (200 if role else 404)
        assert User.objects.get(email=email).role == role
        client.post("/accounts/logout/")


def test_loading_again_leaves_a_changed_password_alone(db):
    demo.load(lambda words: None)
    officer = User.objects.get(email="officer@example.org")
    officer.set_password("their own words")
    officer.save()
    demo.load(lambda words: None)
    officer.refresh_from_db()
    assert officer.check_password("their own words")


def test_the_demos_people_never_come_to_a_live_site(settings, db):
    settings.MODE = "production"
    with pytest.raises(ImproperlyConfigured):
        demo.load(lambda words: None)
    assert not User.objects.exists()
