"""The list of what is looked at (tests/access/pages.py) has every page of the site."""

from django.core.cache import cache

from tests.access import pages
from tests.access.looks import DESK, PROVIDER, PUBLIC
from tests.access.world import make
from tests.web.test_permissions import PAGES, names


def test_every_address_is_a_page_that_is_looked_at_or_says_why_not(
    olive, client, make_user, signed_in
):
    owner = make_user("own@example.org", name="Own Owner")
    looks = pages.all_looks(make(olive), officer=olive, provider=owner)
    looked_at = {look.name for look in looks}
    others = pages.FILES | set(pages.ELSEWHERE)
    found = {f"{space}:{name}" if space else name for space, name in names()}
    buttons = {f"desk:{name}" for name, page in PAGES.items() if page.method == "post"}
    buttons |= {name for name, row in pages.table.ADDRESSES.items() if row.method == "post"}
    rest = {name for name in found if not name.startswith("admin:")} - buttons
    assert rest == looked_at | (others & found)
    assert not looked_at & others
    assert others <= found, "an address that is gone"
    people = {PUBLIC: None, PROVIDER: owner, DESK: olive}
    cache.clear()
    clients = {who: signed_in(user) for who, user in people.items() if user}
    clients[PUBLIC] = client
    for look in looks:
        response = clients[look.who].get(look.path)
        assert response.status_code == 200, look
        assert "text/html" in response["Content-Type"], look
