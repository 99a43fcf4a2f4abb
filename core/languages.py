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


class Offer(NamedTuple):
    """What somebody is told whose browser asks for another language than that of the page, in
    their own words: of a catalogue the page has only its own language's."""

    words: str
    # The button that makes the offer go away.
    refuse: str


# A language without one is in the bar of languages, and is not offered.
OFFERS = {
    "en": Offer("This page is also in English.", "No, thank you"),
    "ar": Offer("هذه الصفحة متاحة أيضًا باللغة العربية.", "لا، شكرًا"),
    "bn": Offer("এই পৃষ্ঠাটি বাংলাতেও আছে।", "না, ধন্যবাদ"),
    "fa": Offer("این صفحه به فارسی هم هست.", "نه، ممنون"),
    "pa": Offer("ਇਹ ਪੰਨਾ ਪੰਜਾਬੀ ਵਿੱਚ ਵੀ ਹੈ।", "ਨਹੀਂ, ਧੰਨਵਾਦ"),
    "pl": Offer("Ta strona jest też po polsku.", "Nie, dziękuję"),
    "pt": Offer("Esta página também está em português.", "Não, obrigado"),
    "ro": Offer("Această pagină este și în română.", "Nu, mulțumesc"),
    "so": Offer("Boggan waxaa sidoo kale lagu heli karaa af-Soomaali.", "Maya, mahadsanid"),
    "ur": Offer("یہ صفحہ اردو میں بھی ہے۔", "نہیں، شکریہ"),
    "zh-hans": Offer("本页也有简体中文版。", "不用了，谢谢"),
}
CODES = tuple(BY_CODE)
# Those that texts are translated into.
OTHERS = tuple(language for language in LANGUAGES if language.code != SOURCE)
OTHER_CODES = tuple(language.code for language in OTHERS)


def tag(code: str) -> str:
    """The code as HTML's lang attribute writes it (BCP 47): zh-hans is zh-Hans."""
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language
