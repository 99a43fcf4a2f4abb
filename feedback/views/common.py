"""What the pages of feedback have in common."""

from core.ratelimit import Limit

# A school or a library may send many people's; to one person's address only a few e-mails go.
GIVES = Limit(name="feedback.give", seconds=3600, of_subject=6, of_address=200)
LOOKS = Limit(name="feedback.look", seconds=3600, of_subject=120, of_address=300)
ANSWERS = Limit(name="feedback.useful", seconds=3600, of_subject=300, of_address=300)
