"""One language of a page: written, like all words, for the next publication."""

from typing import Any

from django.db import transaction
from modeltranslation.utils import build_localized_fieldname as column

from content import actions, working
from core import translations
from directory.desk.translations import Text, TranslateView, TranslationForm, texts_of

from .mixins import PageMixin


class PageTranslateView(PageMixin, TranslateView):
    permission = "content.edit"

    def prepare(self) -> None:
        super().prepare()
        self.check_language()

    def _texts(self) -> list[Text]:
        return texts_of(working.with_changes(self.record))

    def _write(self, form: TranslationForm) -> None:
        written, made = form.written(), form.made()
        values: dict[str, Any] = {
            column(text.field, self.code): form.cleaned_data[text.name] for text in written
        }
        with transaction.atomic():
            if values:
                actions.save(
                    self.record,
                    values=values,
                    by=self.request.user,
                    version=self.record.version,
                    verb="page.translated",
                )
            translations.remember(made)
