"""The box in which the words of a page are written."""

from typing import Any

from django import forms


class Editor(forms.Textarea):
    """A text box for Markdown, with buttons and a preview where scripts run.

    Without them it is a text box, with links to the same tools in another tab. It has addresses of
    its own for everything (content.desk.editor), so that a form needs to know nothing of it.
    """

    template_name = "content/desk/widgets/editor.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 18, "spellcheck": "true", **(attrs or {})})
