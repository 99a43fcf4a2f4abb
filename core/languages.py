"""The languages of the site and what is known of each. Adding one: docs/languages.md."""

from typing import NamedTuple


class Language(NamedTuple):
    code: str
    own_name: str
    english_name: str
    rtl: bool = False
    # The PostgreSQL text search configuration: a stemmer where there is one, else whole words.
    search_config: str = "simple"
    # The site's own font for a script that not every device can show: static/css/font-….css
    # (scripts/build_fonts.py).
    font: str = ""

    @property
    def tag(self) -> str:
        return tag(self.code)

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"


LANGUAGES = (
    Language("en", "English", "English", search_config="english"),
    Language("ar", "العربية", "Arabic", rtl=True, search_config="arabic", font="arabic"),
    Language("bn", "বাংলা", "Bengali", font="bengali"),
    Language("fa", "فارسی", "Farsi", rtl=True, font="arabic"),
    Language("pa", "ਪੰਜਾਬੀ", "Panjabi", font="gurmukhi"),
    Language("pl", "Polski", "Polish"),
    Language("pt", "Português", "Portuguese", search_config="portuguese"),
    Language("ro", "Română", "Romanian", search_config="romanian"),
    Language("so", "Soomaali", "Somali"),
    Language("ur", "اردو", "Urdu", rtl=True, font="arabic"),
    Language("zh-hans", "简体中文", "Chinese (Simplified)", font="chinese"),
)
BY_CODE = {language.code: language for language in LANGUAGES}
BY_OWN_NAME = {language.own_name: language for language in LANGUAGES}
SOURCE = "en"
CODES = tuple(BY_CODE)


def tag(code: str) -> str:
    """The code as HTML's lang attribute writes it (BCP 47): zh-hans is zh-Hans."""
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language
