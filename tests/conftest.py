"""People and things that tests share. Names: Olive is the officer, Eddie an editor, Vera a viewer,
Percy a person with no desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


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
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
