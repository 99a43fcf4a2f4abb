"""Every "may this person do that" rule. Views, templates and tests ask here and nowhere else."""

from typing import Any

import rules


def _has_role(*roles: str) -> rules.predicates.Predicate:
    @rules.predicate(name=f"role in {roles}")
    def check(user: Any) -> bool:
        return bool(user and user.is_active and getattr(user, "role", "") in roles)

    return check


is_officer = _has_role("officer")
is_editor = _has_role("officer", "editor")
is_desk_member = _has_role("officer", "editor", "viewer")


@rules.predicate
def is_provider(user: Any, organisation: Any = None) -> bool:
    """Looks after the listings of `organisation`, or of any. Asked of the database each time."""
    if not user or not user.is_active:
        return False
    found = user.memberships.filter(ended_at__isnull=True, organisation__archived_at__isnull=True)
    return bool((found.filter(organisation=organisation) if organisation else found).exists())


rules.add_perm("desk.view", is_desk_member)
# With an organisation: whether they may propose changes of its listings and choose its people.
rules.add_perm("provider.edit", is_provider)
rules.add_perm("providers.decide", is_officer)
rules.add_perm("directory.edit", is_editor)
rules.add_perm("directory.publish", is_officer)
rules.add_perm("coverage.edit", is_officer)
rules.add_perm("freshness.ask", is_editor)
rules.add_perm("freshness.decide", is_officer)
rules.add_perm("suggestions.comment", is_editor)
rules.add_perm("suggestions.decide", is_officer)
# Pages of every kind: write drafts; publish, schedule, take off, delete.
rules.add_perm("content.edit", is_editor)
rules.add_perm("content.publish", is_officer)
# The translation desk: take words out for an agency; bring words in and approve many at once.
rules.add_perm("translations.edit", is_editor)
rules.add_perm("translations.approve", is_officer)
# Themes, actions, gaps and surveys.
rules.add_perm("feedback.answer", is_editor)
rules.add_perm("reports.edit", is_editor)
rules.add_perm("reports.publish", is_officer)
rules.add_perm("feedback.triage", is_editor)
rules.add_perm("feedback.publish", is_officer)
rules.add_perm("feedback.personal_data", is_officer)
rules.add_perm("bulletins.edit", is_editor)
rules.add_perm("bulletins.send", is_officer)
rules.add_perm("bulletins.personal_data", is_officer)
# Requests for another format.
rules.add_perm("documents.answer", is_editor)
# Links that do not work.
rules.add_perm("links.edit", is_editor)
# The accessibility statement: it is read at once, and the law asks for it.
rules.add_perm("accessibility.edit", is_officer)
rules.add_perm("search.tune", is_officer)
rules.add_perm("audit.view", is_desk_member)
rules.add_perm("emails.send_again", is_officer)
rules.add_perm("audit.export", is_officer)
rules.add_perm("accounts.manage", is_officer)
