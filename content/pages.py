"""The kinds of pages of this app."""

from django.utils.translation import gettext_lazy as _

from .kinds import Kind, register
from .models import Topic

TOPIC = register(
    Kind(
        name="topic",
        model=Topic,
        label=_("Topic"),
        plural=_("Topics"),
        add_label=_("Add a topic"),
        form="content.desk.forms.TopicForm",
        template="guides/topic.html",
    )
)
