"""{% load accessibility %}"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from ..criteria import CRITERIA, explained_at, in_order

register = template.Library()


@dataclass(frozen=True)
class Criterion:
    number: str
    name: str
    url: str


@register.filter(name="in_order")
def criteria(numbers: Iterable[str]) -> list[Criterion]:
    """Criteria by their numbers, in the standard's order; a number it does not have is left out."""
    return [
        Criterion(number, CRITERIA[number], explained_at(number))
        for number in in_order(set(numbers))
        if number in CRITERIA
    ]
