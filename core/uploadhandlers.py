"""How much one request may bring, whoever sends it: read before a byte of its files is kept."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# A few documents of the largest kind; a proxy in front may allow less.
MOST_BYTES = 100 * 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """The first of the handlers: refuses the whole request, and leaves the files to the next."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: Any,  # bytes; the stubs say text
        encoding: str | None = None,
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("More files than one form may bring.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
