"""People and things that tests share. Names: Olive is the officer, Eddie an editor, Vera a viewer,
Percy a person with no desk, Pat the provider of Harbour Play, Nora that of Northside Club."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from core.languages import SOURCE
from tests import emptying, listings
from translating import interface
from usage import buffer

emptying.use()


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A page in another language leaves that language on: the next test must not start in it."""
    translation.activate(SOURCE)


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """What one test's pages counted must not be written by another."""
    buffer.start_anew()


@pytest.fixture(autouse=True)
def nobody_has_read_a_language() -> None:
    """A reading that one test wrote down must not be known to the next."""
    interface.forget()


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    def make(email: str, role: str = "", **fields) -> User:
        return User.objects.create_user(email, "correct horse battery", role=role, **fields)

    return make


@pytest.fixture
def olive(make_user) -> User:
    return make_user("olive@example.org", "officer", name="Olive Officer")


@pytest.fixture
def eddie(make_user) -> User:
    return make_user("eddie@example.org", "editor", name="Eddie Editor")


@pytest.fixture
def vera(make_user) -> User:
    return make_user("vera@example.org", "viewer", name="Vera Viewer")


@pytest.fixture
def percy(make_user) -> User:
    return make_user("percy@example.org", name="Percy Parent")


@pytest.fixture
def pat(make_user) -> User:
    return listings.join(
        make_user("pat@example.org", name="Pat Provider"), listings.organisation("Harbour Play")
    )


@pytest.fixture
def nora(make_user) -> User:
    return listings.join(
        make_user("nora@example.org", name="Nora Neighbour"),
        listings.organisation("Northside Club"),
    )


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def olives(signed_in, olive) -> Client:
    """Olive's browser."""
    return signed_in(olive)


@pytest.fixture
def eddies(signed_in, eddie) -> Client:
    """Eddie's browser."""
    return signed_in(eddie)


@pytest.fixture(autouse=True)
def no_job_is_left(request) -> Iterator[None]:
    """A test that keeps its transactions leaves jobs behind: the worker's tables are not among
    those that Django empties, and the next test would do them."""
    marker = request.node.get_closest_marker("django_db")
    keeps = {"live_server", "transactional_db"} & set(request.fixturenames)
    if keeps or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
    else:
        yield


@pytest.fixture
def run_jobs(db) -> Callable[[], int]:
    """Do what the worker would do with the waiting jobs; how many there were."""

    def run() -> int:
        done = 0
        while job := ProcrastinateJob.objects.filter(status="todo").order_by("pk").first():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
            jobs.tasks[job.task_name](**job.args)
            done += 1
        return done

    return run
