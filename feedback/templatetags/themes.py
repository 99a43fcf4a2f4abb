"""For a comment's page on the desk: what it can be put to."""

from django import template

from ..models import Comment, Theme

register = template.Library()


@register.simple_tag
def themes_of_its_year(comment: Comment) -> list[Theme]:
    """The themes of the comment's year, each knowing whether the comment belongs to it."""
    own = set(comment.themes.values_list("pk", flat=True))
    found = list(Theme.objects.of_year(comment.year).in_order())
    for theme in found:
        theme.has_it = theme.pk in own
    return found
