"""Telephone numbers in a text, and the links that dial them."""

import re

from django.utils.html import format_html

# As they are written in this country: an area or mobile code, then groups of figures. Also the
# short ones that families are given most, which no rule of lengths finds.
NUMBER = re.compile(
    r"(?<![\w.,/+-])(?:(?:\+44 ?|0)[12378](?:[ -]?\d){8,9}|0800 1111|0800 ?(?:[ -]?\d){6})"
    r"(?![\w-]|\.\d)"
)


def dialled(number: str) -> str:
    """HTML of a link that dials `number`, shown as it was written."""
    return format_html(
        '<a class="govuk-link app-ltr" href="tel:{}">{}</a>', re.sub(r"[^\d+]", "", number), number
    )
