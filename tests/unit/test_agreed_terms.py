"""The lists of words that come with the site, and whether its own texts keep to them."""

from pathlib import Path

import pytest
from django.conf import settings

from core.languages import OTHER_CODES
from core.messages import catalogue_path, update
from translating import agreed

# A language that was just added has no list yet.
LISTED = [path.stem for path in sorted(agreed.LISTS.glob("*.yaml"))]


def test_every_list_is_of_a_language_of_the_site():
    assert len(LISTED) >= 10
    assert set(LISTED) <= set(OTHER_CODES)


@pytest.mark.parametrize("language", LISTED)
def test_a_list_is_whole(language):
    found = agreed.read(language)
    assert found["advice"]
    english = [entry["english"] for entry in found["terms"]]
    assert len(english) == len(set(english))
    for entry in found["terms"]:
        assert entry["words"]
        assert set(entry) <= {
            "english",
            "words",
            "also_right",
            "note",
            "fixed",
            "in_interface",
        }
        assert len(entry["english"]) <= 120
        assert len(entry["words"]) <= 200
        assert len(entry.get("note", "")) <= 300


@pytest.mark.parametrize("language", LISTED)
def test_the_interface_says_the_words_that_were_agreed_on(language):
    assert agreed.disagreements(Path(settings.LOCALE_PATHS[0]), language) == []


def test_another_word_in_the_interface_is_found(tmp_path):
    (tmp_path / "app.py").write_text('_("Ask your council")\n_("What %(council)s does")')
    update(tmp_path, tmp_path / "locale")
    path = catalogue_path(tmp_path / "locale", "pl")
    words = path.read_text().replace(
        'msgid "Ask your council"\nmsgstr ""', 'msgid "Ask your council"\nmsgstr "Zapytaj radę"'
    )
    path.write_text(words)
    assert agreed.disagreements(tmp_path / "locale", "pl") == [
        "'council' in 'Ask your council': 'Zapytaj radę'"
    ]
    path.write_text(words.replace("radę", "w urzędzie"))
    assert agreed.disagreements(tmp_path / "locale", "pl") == []
