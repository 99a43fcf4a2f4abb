"""The first page of somebody who looks after listings."""

from tests.listings import join, organisation, service


def test_pat_sees_the_listings_that_she_looks_after(pat, signed_in):
    own = service("Harbour swim")
    service("Northside judo", organisation=organisation("Northside Club"))
    page = signed_in(pat).get("/provider/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    html = page.content.decode()
    assert "Harbour Play" in html and own.get_absolute_url() in html
    assert "Northside" not in html


def test_somebody_with_two_organisations_sees_both(pat, signed_in):
    join(pat, organisation("Northside Club"))
    html = signed_in(pat).get("/provider/").content.decode()
    assert "Harbour Play" in html and "Northside Club" in html


def test_it_is_not_there_for_people_who_look_after_nothing(client, percy, olive, signed_in):
    assert client.get("/provider/")["Location"] == "/accounts/login/code/?next=/provider/"
    for person in (percy, olive):
        assert signed_in(person).get("/provider/").status_code == 404
