"""One language of a page: written, like all words, for the next publication."""

from typing import Any

from django.db import transaction
from modeltranslation.utils import build_localized_fieldname as column

from content import actions, indexing, working
from core import audit, translations
from directory.desk.translations import TranslateView, TranslationForm
from directory.translatables import Text, texts_of

from .mixins import PageMixin


class PageTranslateView(PageMixin, TranslateView):
    permission = "content.edit"

    def prepare(self) -> None:
        super().prepare()
        self.check_language()

    def _texts(self) -> list[Text]:
        return texts_of(working.with_changes(self.record))

    def _write(self, form: TranslationForm) -> None:
        written, made, approved = form.written(), form.made(), form.approved()
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
            elif approved:
                self._record_approval(len(approved))
            translations.remember(made, by=self.request.user)
            translations.approve(approved, by=self.request.user)
            if approved:
                # Search marks what is a draft.
                indexing.index(self.record)

    def _record_approval(self, number: int) -> None:
        """Words that stay are no new version of the page, but somebody answers for them."""
        audit.record(
            by=self.request.user,
            verb="page.translated",
            obj=self.record,
            kind=self.kind.name,
            language=self.code,
            approved=number,
        )
