"""The questions about photos and documents, for those who have signed in: who looks after a
listing, and an officer. Visitors are not asked for files.

A view gives the form what it was sent, who sent it and for which organisation:
`fill(question, values=..., data=request.POST, files=request.FILES, by=request.user,
organisation=...)`. Its page needs `enctype="multipart/form-data"` where
`form.rows.is_multipart` says so. What was sent is kept at once, right or wrong the rest.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from directory import file_forms, files
from directory.file_forms import DocumentRow, PhotoRow
from directory.models import Organisation, Service

from .parts import Values
from .questions import Question, QuestionForm, RowForm, RowsFormSet, line, question_of, rows_of
from .translating import TranslationForm


class PhotoForm(PhotoRow, RowForm):
    alt_en = file_forms.alt_box({"dir": "auto"})


class DocumentForm(DocumentRow, RowForm):
    title_en = line(
        file_forms.TITLE_LABEL,
        file_forms.TITLE_HINT,
        longest=120,
        required=True,
        error_messages={"required": _("Enter the name of the document.")},
    )


class FilesForm(QuestionForm):
    """A question that is answered with files."""

    def __init__(
        self,
        data: Any = None,
        *,
        values: Values,
        files: Any = None,
        by: Any = None,
        organisation: Organisation | None = None,
    ) -> None:
        self.sent, self.by, self.organisation = files, by, organisation
        super().__init__(data, values=values)

    def row_kwargs(self) -> dict[str, Any]:
        rows = self.now.get(self.rows_class.key) if self.rows_class else []
        known = files.by_key(row["upload_id"] for row in rows or [])
        return {"known": known, "by": self.by, "organisation": self.organisation}

    def _rows(self, data: Any) -> RowsFormSet | None:
        if data is None or self.rows_class is None:
            return super()._rows(data)
        key, more = self.rows_class.key, self.row_kwargs()
        given = self.rows_class(
            data, self.sent, prefix=key, initial=self.now.get(key) or [], form_kwargs=more
        )
        if "add" not in data:
            return given
        typed = given.typed_rows()
        if any(form.refused for form in given.forms):
            # A file that is not taken must be spoken of at once: it would vanish from the page.
            return given
        return self.rows_class(prefix=key, initial=typed, form_kwargs=more)


class PhotosForm(FilesForm):
    rows_class = rows_of("photos", PhotoForm, _("Photo"), _("Add a photo"), _("Add another photo"))


class DocumentsForm(FilesForm):
    rows_class = rows_of(
        "documents",
        DocumentForm,
        _("Document"),
        _("Add a document"),
        _("Add another document"),
    )


FILE_QUESTIONS = {
    question.slug: question
    for question in (
        question_of("photos", _("Photos"), _("Photos"), PhotosForm),
        question_of("documents", _("Documents"), _("Documents to download"), DocumentsForm),
    )
}


def fill(
    question: Question,
    *,
    values: Values,
    data: Any = None,
    files: Mapping[str, Any] | None = None,
    by: Any = None,
    organisation: Organisation | None = None,
    service: Service | None = None,
    made_from: Mapping[str, str] | None = None,
) -> QuestionForm:
    """The form of any question, with the sent files where it takes some; one about a language is
    told of the listing, and of the English that the draft's translations were written beside."""
    if issubclass(question.form, FilesForm):
        return question.form(data, values=values, files=files, by=by, organisation=organisation)
    if issubclass(question.form, TranslationForm):
        return question.form(data, values=values, service=service, made_from=made_from)
    return question.form(data, values=values)
