"""A name written by ear in other letters, and an own word written in English ones."""

import pytest

from tests.searching import found, listing, search, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> None:
    listing("Portage home visits", summary="Play at home for the youngest")
    listing("Mencap Saturday club", ("ar", "نادي السبت"))
    listing("Swansea Road nursery", summary="A nursery beside the river")
    listing("Bitterne pool", ("ur", "تیراکی کا تالاب"), ("pa", "ਤੈਰਾਕੀ ਪੂਲ"), summary="Warm water")
    listing("Kids for kids")
    listing("Kingfisher House")
    listing("Madrasa for deaf children", ("ar", "تحفيظ للأطفال الصم"))


@pytest.mark.parametrize(
    ("language", "typed", "title"),
    [
        ("ar", "بورتيدج", "Portage home visits"),
        ("bn", "পোর্টেজ", "Portage home visits"),
        ("bn", "সোয়ানজি", "Swansea Road nursery"),
        ("ur", "مینکاپ", "Mencap Saturday club"),
        ("pa", "ਮੇਨਕੈਪ", "Mencap Saturday club"),
        ("zh-hans", "斯旺西", "Swansea Road nursery"),
        ("fa", "بیترن", "Bitterne pool"),
        ("ar", "كينغفيشر", "Kingfisher House"),
        ("ar", "كيدز", "Kids for kids"),
    ],
)
def test_a_name_written_by_ear_in_other_letters_is_found(directory, language, typed, title):
    results = search(typed, language=language)
    assert results.original == typed
    [hit] = results.hits
    assert hit.url == search(title).hits[0].url


def test_an_own_word_in_english_letters_is_found_on_a_page_in_that_language(directory):
    results = search("tairaki", language="ur")
    assert titles(results) == ["تیراکی کا تالاب"]
    assert (results.original, results.searched_for) == ("tairaki", "تیراکی")


def test_an_own_word_for_a_topic_is_found_on_the_english_page(directory):
    listing("Dolphin club", keywords="swimming", keywords_other="تیراکی شنا")
    assert found("tairaki") == ["Dolphin club"]


def test_an_unknown_word_in_an_english_sentence_is_left_alone(directory):
    listing("Dolphin club", keywords="swimming", keywords_other="تیراکی شنا")
    assert search("tork portage").searched_for == ""


def test_a_service_is_found_by_its_english_name_on_a_page_in_any_language(directory):
    for language in ("ar", "zh-hans", "so"):
        assert search("Portage", language=language).total == 1


def test_what_only_sounds_a_little_alike_is_not_taken_for_it(directory):
    # "school" has the consonants of "madrasa" and is one; "matters" differs by the hardness of one.
    assert search("مدرسة", language="ar").original == "مدرسة"
    listing("What matters to me")
    assert "What matters to me" not in found("مدرسة", language="ar")


@pytest.mark.parametrize("typed", ["ب", "😀", "١٢٣", "ـــــ", "\u202e", "斯", "'", "ּ"])
def test_what_has_no_sound_finds_nothing_and_breaks_nothing(directory, typed):
    assert titles(search(typed, language="ar")) == [] or search(typed).total


def test_a_name_only_in_the_running_text_is_not_guessed_at():
    listing("Family centre", summary="Beside the Zanzibar cafe")
    assert search("زنزبار", language="ar").original == ""
