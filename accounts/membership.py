"""Who looks after the listings of an organisation: asking to, deciding, inviting, leaving.

Each action is atomic, written to the audit log and told by e-mail. The log names members, as it
names staff; of somebody who only asked it says nothing that would outlast the request.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actions import NotAllowed
from accounts.models import Membership, MembershipRequest, User, new_key
from accounts.querysets import KEEP_UNCONFIRMED
from core import audit
from core import email as mail

State = MembershipRequest.State


class ShutOut(NotAllowed):
    """About an account that an officer shut out: not for a colleague's eyes."""


# --- Asking ---------------------------------------------------------------------------------------


def ask(*, organisation: Any, email: str, name: str, job: str, words: str, language: str) -> None:
    """Somebody without an account asks to look after the listings of `organisation`.

    Whatever we know of the address, the same happens on the page; only its owner learns more, by
    e-mail. Asking again changes what was said, until the address is confirmed.
    """
    email = User.objects.normalize_email(email)
    said = {"name": name, "job": job, "words": words, "language": language}
    with transaction.atomic():
        member = _members(organisation).filter(user__email=email).first()
        if member is not None:
            _write("added", member.user.email, member.user.language, organisation, why="already")
            return
        request, is_new = MembershipRequest.objects.select_for_update().get_or_create(
            organisation=organisation,
            email=email,
            state__in=MembershipRequest.OPEN,
            defaults=said,
        )
        if request.state == State.WAITING:
            _write_about(request, "received")
            return
        if not is_new:
            # A new key: the link confirms what was said last, and nothing else.
            _set(request, **said, key=new_key())
        _write_about(request, "confirm", days=KEEP_UNCONFIRMED.days)


def ask_as(*, user: User, organisation: Any, job: str, words: str, language: str) -> None:
    """Somebody who is signed in asks: who they are is known, so it waits for an officer at once."""
    said = {"name": user.name or user.email, "job": job, "words": words, "language": language}
    with transaction.atomic():
        request, _is_new = MembershipRequest.objects.select_for_update().get_or_create(
            organisation=organisation,
            email=user.email,
            state__in=MembershipRequest.OPEN,
            defaults=said,
        )
        _set(request, **said, user=user)
        _to_the_desk(request)


def confirm(request: MembershipRequest) -> MembershipRequest:
    """The press on the page behind the link in the e-mail. A second press changes nothing."""
    with transaction.atomic():
        request = _locked(request)
        if request.state == State.UNCONFIRMED:
            _to_the_desk(request)
    return request


def withdraw(request: MembershipRequest) -> MembershipRequest:
    """By whoever has the link: they thought better of it, or it was not them."""
    with transaction.atomic():
        request = _locked(request)
        if request.state in MembershipRequest.OPEN:
            _set(request, state=State.WITHDRAWN)
    return request


def _to_the_desk(request: MembershipRequest) -> None:
    if request.state != State.WAITING:
        _set(request, state=State.WAITING, confirmed_at=timezone.now())
        audit.record(by=request.user, verb="membership.asked", obj=request.organisation)
        _write_about(request, "received")


# --- Deciding -------------------------------------------------------------------------------------


def approve(request: MembershipRequest, *, by: Any) -> Membership:
    """Raises NotAllowed where another officer was quicker, or the account is shut out."""
    with transaction.atomic():
        request = _waiting(request)
        user = request.user or _person(request.email, request.name, request.language)
        return _join(user, request.organisation, by=by, why="approved")


def refuse(request: MembershipRequest, *, reason: str, by: Any) -> None:
    """Raises NotAllowed where another officer was quicker."""
    with transaction.atomic():
        request = _waiting(request)
        _decide(request, State.REFUSED, by=by, reason=reason)
        audit.record(by=by, verb="membership.refused", obj=request.organisation)
        _write_about(request, "refused", reason=reason)


def _waiting(request: MembershipRequest) -> MembershipRequest:
    request = _locked(request)
    if request.state != State.WAITING:
        raise NotAllowed(
            _("This was decided meanwhile: {state}.").format(state=request.get_state_display())
        )
    return request


def _decide(request: MembershipRequest, state: str, *, by: Any, reason: str = "") -> None:
    _set(request, state=state, decided_by=by, decided_at=timezone.now(), reason=reason)


# --- Members --------------------------------------------------------------------------------------


def invite(*, organisation: Any, email: str, name: str, language: str, by: Any) -> Membership:
    """Make somebody a member, with an account when they have none, and write to them.

    Raises NotAllowed when they look after it already, or their account is shut out.
    """
    email = User.objects.normalize_email(email)
    with transaction.atomic():
        # In the order in which `approve` locks them: the request, then the person.
        list(_open_requests(organisation, email))
        user = _person(email, name, language)
        if _members(organisation).filter(user=user).exists():
            raise NotAllowed(_("They look after these listings already."))
        return _join(user, organisation, by=by, why="invited")


def end(membership: Membership, *, by: Any) -> None:
    """They lose access at once: every page asks anew. Ending it twice changes nothing."""
    with transaction.atomic():
        rows = Membership.objects.select_for_update(of=("self",)).select_related(
            "user", "organisation"
        )
        membership = rows.get(pk=membership.pk)
        if membership.ended_at:
            return
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        user, organisation = membership.user, membership.organisation
        audit.record(by=by, verb="membership.ended", obj=organisation, person=str(user))
        if user.pk != by.pk:
            _write("ended", user.email, user.language, organisation, person=user)


def bring_back(membership: Membership, *, by: Any) -> None:
    """Undo the end of a membership. Raises NotAllowed when the account is shut out."""
    with transaction.atomic():
        if not _members(membership.organisation).filter(user=membership.user).exists():
            _join(membership.user, membership.organisation, by=by, why="approved")


def _person(email: str, name: str, language: str) -> User:
    """The account of this address, locked; a new one without a password when there is none."""
    known = {"name": name, "language": language, "password": make_password(None)}
    user, is_new = User.objects.select_for_update().get_or_create(email=email, defaults=known)
    if is_new:
        # Not verified yet: the first e-mailed code shows that the address is theirs.
        EmailAddress.objects.create(user=user, email=email, primary=True)
    return user


def _join(user: User, organisation: Any, *, by: Any, why: str) -> Membership:
    if not user.is_active:
        raise ShutOut(_("This account is shut out. An officer can let them in again first."))
    if organisation.archived_at:
        raise NotAllowed(_("This organisation is not listed any more."))
    member, _is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, ended_at=None, defaults={"added_by": by}
    )
    # What they had asked for is answered by this, whoever added them.
    for request in _open_requests(organisation, user.email):
        request.user = user
        _decide(request, State.APPROVED, by=by)
    audit.record(by=by, verb=f"membership.{why}", obj=organisation, person=str(user))
    _write("added", user.email, user.language, organisation, why=why, person=user, by=by)
    return member


def _open_requests(organisation: Any, email: str) -> Any:
    rows = MembershipRequest.objects.select_for_update()
    return rows.filter(organisation=organisation, email=email, state__in=MembershipRequest.OPEN)


def _members(organisation: Any) -> Any:
    return Membership.objects.filter(organisation=organisation, ended_at=None).select_related(
        "user"
    )


# --- Forgetting -----------------------------------------------------------------------------------


def forget() -> int:
    """Delete requests that nobody needs any more; how many."""
    return MembershipRequest.objects.to_forget(timezone.now()).delete()[0]


# --- Shared ---------------------------------------------------------------------------------------


def _locked(request: MembershipRequest) -> MembershipRequest:
    """The row as it is now, kept as it is until the end of the transaction."""
    rows = MembershipRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "user").get(pk=request.pk)


def _set(request: MembershipRequest, **values: Any) -> None:
    for name, value in values.items():
        setattr(request, name, value)
    request.save()


def _write_about(request: MembershipRequest, name: str, **context: Any) -> None:
    language = request.user.language if request.user else request.language
    with override(language):
        link = settings.SITE_URL + reverse("provider:claim_confirm", args=[request.key])
    _write(name, request.email, language, request.organisation, link=link, **context)


def _write(name: str, to: str, language: str, organisation: Any, **context: Any) -> None:
    with override(language):
        sign_in_url = settings.SITE_URL + reverse("account_request_login_code")
    known = {"organisation": organisation, "sign_in_url": sign_in_url}
    mail.send(
        f"membership_{name}",
        to=to,
        language=language,
        context={**known, **context},
        about=organisation,
        # The others open the request itself.
        shown=name in ("added", "refused", "ended"),
    )
