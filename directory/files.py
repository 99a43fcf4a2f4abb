"""Keeping photos and documents: writing them, who may see them, and deleting them.

A form that takes files keeps each one as soon as it is found to be right, whatever else of the form
is wrong: no browser sends a chosen file twice by itself (directory/file_forms.py).
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from core import uploads

from .models import Organisation, Upload

# What apps above use files for: each a query of rows with a column `upload`.
_USES: "list[Callable[[], models.QuerySet[Any]]]" = []

# After that a file that no page and no open suggestion has is deleted; until then what was taken
# off can be brought back.
KEEP = timedelta(days=30)


def keep_photo(sent: "File[bytes]", *, by: Any, organisation: Organisation | None = None) -> Upload:
    """Write a photo that somebody sent. Raises core.uploads.Refused."""
    picture = uploads.picture(sent)
    folder = _folder()
    names = [f"{folder}/{size}.{picture.extension}" for size in ("large", "small")]
    large = ContentFile(picture.large)
    upload = Upload(
        kind=Upload.Kind.IMAGE,
        file=names[0],
        small=names[1],
        name=uploads.clean_name(sent.name or "", picture.extension),
        content_type=picture.content_type,
        sha256=uploads.digest(large),
        size=len(picture.large),
        width=picture.large_size[0],
        height=picture.large_size[1],
        small_width=picture.small_size[0],
        small_height=picture.small_size[1],
        uploaded_by=by,
        organisation=organisation,
    )
    return _write(upload, {names[0]: large, names[1]: ContentFile(picture.small)})


def keep_document(
    sent: "File[bytes]", *, by: Any, organisation: Organisation | None = None
) -> Upload:
    """Write a document that somebody sent. Raises core.uploads.Refused."""
    return _keep(uploads.paper(sent), Upload.Kind.DOCUMENT, sent, by, organisation)


def keep_video(sent: "File[bytes]", *, by: Any) -> Upload:
    """Write a video that a member of staff sent. Raises core.uploads.Refused."""
    return _keep(uploads.video(sent), Upload.Kind.VIDEO, sent, by)


def keep_captions(sent: "File[bytes]", *, by: Any) -> Upload:
    """Write the captions of a video. Raises core.uploads.Refused."""
    return _keep(uploads.captions(sent), Upload.Kind.CAPTIONS, sent, by)


def _keep(
    paper: uploads.Paper,
    kind: str,
    sent: "File[bytes]",
    by: Any,
    organisation: Organisation | None = None,
) -> Upload:
    name = f"{_folder()}/{kind}.{paper.extension}"
    upload = Upload(
        kind=kind,
        file=name,
        name=uploads.clean_name(sent.name or "", paper.extension),
        content_type=paper.content_type,
        sha256=uploads.digest(paper.content),
        size=paper.size,
        uploaded_by=by,
        organisation=organisation,
    )
    return _write(upload, {name: paper.content})


def _folder() -> str:
    return f"uploads/{secrets.token_hex(16)}"


def _write(upload: Upload, contents: dict[str, IO[bytes]]) -> Upload:
    """The row first: were this process killed now, the row would lead the night's work to the
    files. A name is long and random, so that no other file has it."""
    upload.save(force_insert=True)
    for name, content in contents.items():
        default_storage.save(name, File(content))
    return upload


def may_see(user: Any, upload: Upload) -> bool:
    """Whether somebody who has signed in may see a file that is not public."""
    if not user.is_authenticated or not user.is_active:
        return False
    if upload.uploaded_by_id == user.pk or user.has_perm("desk.view"):
        return True
    if upload.organisation and user.has_perm("provider.edit", upload.organisation):
        return True
    return Upload.objects.filter(pk=upload.pk).on_services_of(user).exists()


# --- Deleting -------------------------------------------------------------------------------------


def since() -> datetime:
    """From when on what was taken off, or not approved, is still kept."""
    return timezone.now() - KEEP


def forget(*, needed: Collection[UUID]) -> int:
    """Delete the files that nothing has had for 30 days; how many. Safe to be killed and repeated.

    `needed`: what suggestions still have; whoever calls this knows them, this app does not.
    """
    kept = {*needed, *_taken_off_since(since())}
    old = Upload.objects.filter(created_at__lt=since(), photos=None, documents=None)
    for rows in _USES:
        old = old.exclude(pk__in=rows().order_by().values("upload"))
    return sum(_delete(key) for key in old.values_list("pk", flat=True) if key not in kept)


def _taken_off_since(when: datetime) -> Iterator[UUID]:
    """What the history could bring back."""
    for name in ("PhotoEvent", "ServiceDocumentEvent"):
        events = apps.get_model("directory", name)._default_manager
        yield from events.filter(pgh_created_at__gte=when).values_list("upload_id", flat=True)


@transaction.atomic
def _delete(key: UUID) -> bool:
    """The files and then the row; False when somebody has put it on a page meanwhile."""
    # The lock makes whoever would use it wait, and then find nothing.
    row = Upload.objects.select_for_update().filter(pk=key).first()
    if row is None or _is_used(row):
        return False
    for name in filter(None, (row.file.name, row.small.name)):
        default_storage.delete(name)
    row.delete()
    return True


def _is_used(row: Upload) -> bool:
    used = row.photos.exists() or row.documents.exists()
    return used or any(rows().filter(upload=row.pk).exists() for rows in _USES)


def register_use(rows: "Callable[[], models.QuerySet[Any]]") -> None:
    """Keep the files that `rows()` name in their column `upload`, as long as they do.

    Apps above call it from their `AppConfig.ready`.
    """
    _USES.append(rows)


def by_key(keys: Iterable[Any]) -> "dict[str, Upload]":
    """Uploads by key as text, as suggestions name them; one that is gone is missing."""
    found: models.QuerySet[Upload] = Upload.objects.filter(pk__in=set(filter(None, keys)))
    return {str(each.pk): each for each in found}
