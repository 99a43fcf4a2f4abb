"""A live site does not start with settings that would harm it, and says which one and why."""

import os
import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(settings.BASE_DIR)
EXAMPLE = ROOT / "deploy" / "localoffer.env.example"
VARIABLE = re.compile(r"\"(LOCALOFFER_[A-Z_]+|DATABASE_URL|PORT)\"")


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def read_settings(monkeypatch):
    """The settings file, read as a live site with the example's settings and some changes."""

    def read(**changes: str) -> dict:
        for name in list(os.environ):
            if name.startswith("LOCALOFFER_") or name in {"DATABASE_URL", "PORT"}:
                monkeypatch.delenv(name)
        for name, value in {**example(), **changes}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "localoffer" / "settings.py"))

    return read


def test_the_example_is_complete(read_settings):
    live = read_settings()
    assert live["PRODUCTION"]
    assert not live["DEBUG"]
    assert live["SESSION_COOKIE_SECURE"]
    assert live["SECURE_HSTS_SECONDS"] > 0


def test_a_forgotten_mode_is_the_safe_one(read_settings):
    assert read_settings(LOCALOFFER_MODE="")["PRODUCTION"]


def test_a_data_folder_named_from_here_is_the_same_from_elsewhere(read_settings):
    assert read_settings(LOCALOFFER_DATA=".data/x")["DATA_DIR"] == Path.cwd() / ".data" / "x"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("LOCALOFFER_SECRET_KEY", "", "LOCALOFFER_SECRET_KEY must be set"),
        ("LOCALOFFER_SECRET_KEY", "short", "at least 50"),
        ("LOCALOFFER_DEBUG", "yes", "LOCALOFFER_DEBUG must be off"),
        ("LOCALOFFER_DEBUG", "perhaps", "must be yes or no"),
        ("LOCALOFFER_HOSTS", "", "LOCALOFFER_HOSTS must name"),
        ("LOCALOFFER_HOSTS", "*", "LOCALOFFER_HOSTS must name"),
        ("LOCALOFFER_HTTPS", "no", "LOCALOFFER_HTTPS cannot be off"),
        ("LOCALOFFER_REQUIRE_MFA", "no", "LOCALOFFER_REQUIRE_MFA cannot be off"),
        ("LOCALOFFER_URL", "", "LOCALOFFER_URL must be set"),
        ("LOCALOFFER_URL", "http://localoffer.example.gov.uk", "https://"),
        ("LOCALOFFER_COUNCIL", "", "LOCALOFFER_COUNCIL must be set"),
        ("LOCALOFFER_AREA", "", "LOCALOFFER_AREA must be set"),
        ("LOCALOFFER_PHONE", "", "LOCALOFFER_PHONE must be set"),
        ("LOCALOFFER_EMAIL", "", "LOCALOFFER_EMAIL must be set"),
        ("LOCALOFFER_ADDRESS", "", "LOCALOFFER_ADDRESS must be set"),
        ("LOCALOFFER_FROM_EMAIL", "", "LOCALOFFER_FROM_EMAIL must be set"),
        ("LOCALOFFER_REPORTING_YEAR_STARTS", "1 April", "first day of a month"),
        ("LOCALOFFER_REPORTING_YEAR_STARTS", "04-06", "first day of a month"),
        ("LOCALOFFER_SMTP_PORT", "x", "must be a whole number"),
        ("LOCALOFFER_MODE", "live", "must be production, demo or test"),
        ("LOCALOFFER_ANYMAIL", "just-a-key", "must be written NAME=value"),
        ("LOCALOFFER_TRANSLATION_SERVICE", "babel", "must be one of libretranslate"),
        ("LOCALOFFER_TRANSLATION_URL", "http://mt.example.org", "must begin with https://"),
        ("LOCALOFFER_TRANSLATION_URL", "mt.example.org", "must begin with https://"),
        ("DATABASE_URL", "", "DATABASE_URL must name a PostgreSQL 15"),
        ("DATABASE_URL", "sqlite:///x.db", "not the address of a PostgreSQL"),
        ("DATABASE_URL", "postgresql://user@host", "names no database"),
        ("DATABASE_URL", "postgresql://user@host:many/x", "cannot be read"),
    ],
)
def test_an_unsafe_or_wrong_setting_stops_it_with_its_name(read_settings, variable, value, said):
    with pytest.raises(ImproperlyConfigured) as problem:
        read_settings(**{variable: value})
    assert said in str(problem.value)
    assert variable in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": "mysql://user:hush-hush@host/x"},
        {"LOCALOFFER_ANYMAIL": "hush-hush"},
        {"LOCALOFFER_SECRET_KEY": "hush-hush"},
    ],
)
def test_a_secret_is_not_repeated(read_settings, changes):
    with pytest.raises(ImproperlyConfigured) as problem:
        read_settings(**changes)
    assert "hush" not in str(problem.value)


@pytest.mark.parametrize(
    ("service", "missing"), [("libretranslate", "URL"), ("deepl", "KEY"), ("openai", "URL")]
)
def test_a_service_that_drafts_translations_is_set_whole(read_settings, service, missing):
    with pytest.raises(ImproperlyConfigured, match=f"LOCALOFFER_TRANSLATION_{missing} must be set"):
        read_settings(LOCALOFFER_TRANSLATION_SERVICE=service)


def test_a_model_s_name_is_asked_for(read_settings):
    where = {"LOCALOFFER_TRANSLATION_URL": "https://llm.example.org/v1/"}
    with pytest.raises(ImproperlyConfigured, match="LOCALOFFER_TRANSLATION_MODEL must be set"):
        read_settings(LOCALOFFER_TRANSLATION_SERVICE="openai", **where)
    set_whole = where | {"LOCALOFFER_TRANSLATION_MODEL": "m"}
    live = read_settings(LOCALOFFER_TRANSLATION_SERVICE="openai", **set_whole)
    assert live["TRANSLATION"]["url"] == "https://llm.example.org"


def test_a_free_key_of_deepl_belongs_to_an_address_of_its_own(read_settings):
    for key, address in (("k:fx", "https://api-free.deepl.com"), ("k", "https://api.deepl.com")):
        live = read_settings(LOCALOFFER_TRANSLATION_SERVICE="deepl", LOCALOFFER_TRANSLATION_KEY=key)
        assert live["TRANSLATION"]["url"] == address


def test_a_service_on_this_machine_needs_no_https(read_settings):
    live = read_settings(
        LOCALOFFER_TRANSLATION_SERVICE="libretranslate",
        LOCALOFFER_TRANSLATION_URL="http://localhost:5000",
    )
    assert live["TRANSLATION"]["url"] == "http://localhost:5000"


def test_a_header_about_https_is_believed_only_from_our_own_proxy(read_settings):
    assert read_settings()["SECURE_PROXY_SSL_HEADER"]
    assert read_settings(LOCALOFFER_TRUSTED_PROXIES="0")["SECURE_PROXY_SSL_HEADER"] is None


def test_an_old_key_goes_on_reading_what_it_wrote(read_settings):
    assert read_settings(LOCALOFFER_OLD_SECRET_KEYS="one, two")["SECRET_KEY_FALLBACKS"] == [
        "one",
        "two",
    ]


def test_a_provider_s_keys_are_read(read_settings):
    live = read_settings(LOCALOFFER_ANYMAIL="MAILGUN_API_KEY=a=b, MAILGUN_SENDER_DOMAIN=mg.org")
    assert live["ANYMAIL"] == {"MAILGUN_API_KEY": "a=b", "MAILGUN_SENDER_DOMAIN": "mg.org"}


def test_every_variable_is_in_the_operating_guide_and_no_other():
    read = {
        name
        for file in [
            *ROOT.glob("localoffer/**/*.py"),
            ROOT / "gunicorn.conf.py",
        ]
        for name in VARIABLE.findall(file.read_text())
    }
    guide = (ROOT / "docs" / "operating.md").read_text()
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", guide, re.M))
    assert rows == read
