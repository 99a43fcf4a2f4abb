"""The officer presses a button and the year's report is there, to be made their own."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from reports import figures
from reports.models import AnnualReport, Figure, ReportSection
from tests.reporting import YEAR, a_draft, a_published, a_year, heard
from usage.models import SearchTerm

LIST = "/desk/reports/"


@pytest.fixture
def draft(olive) -> AnnualReport:
    return a_draft(by=olive)


def section_of(report: AnnualReport, kind: str) -> ReportSection:
    return report.sections.get(kind=kind)


def edit(report: AnnualReport, section: ReportSection) -> str:
    return reverse("desk:report_section", args=[report.pk, section.pk])


def test_an_editor_makes_a_draft_of_a_year_with_one_press(eddie, signed_in):
    a_year(by=eddie)
    client = signed_in(eddie)
    assert YEAR.code in client.get(LIST).content.decode()
    response = client.post(f"{LIST}start/", {"year": YEAR.code})
    report = AnnualReport.objects.get(year=YEAR.code)
    assert response["Location"] == f"/desk/reports/{report.pk}/"
    kinds = [section.kind for section in report.sections.all()]
    assert kinds == [
        "introduction",
        "taking_part",
        "glance",
        "themes",
        "thanks",
        "data",
        "cannot",
        "summary",
        "next",
    ]
    assert "Children and Families Act 2014" in section_of(report, "introduction").words_en
    assert "We heard 12 comments this year." in section_of(report, "taking_part").words_en
    assert "- School transport" in section_of(report, "summary").words_en
    assert AuditEvent.objects.filter(verb="report.started", actor=eddie).exists()


def test_the_draft_counts_what_was_heard_and_done(draft):
    values = {figure.key: figure.value for figure in draft.figures.all()}
    assert values["comments_heard"] == 12
    assert values["comments_published"] == 1
    assert values["occasions_held"] == 1
    assert values["people_met"] == 24
    assert values["actions_done"] == values["actions_in_progress"] == 1
    assert values["actions_planned"] == 0


def test_few_people_are_not_counted_apart(draft):
    rows = draft.figures.get(key="comments_by_speaker").rows
    assert [(row["label"]["en"], row["value"]) for row in rows] == [
        ("Parent or carer", 7),
        ("Child or young person", 5),
    ]
    heard(speaker="provider")
    figures.refresh(draft)
    rows = draft.figures.get(key="comments_by_speaker").rows
    assert {row["value"] for row in rows if row["label"]["en"] != "Parent or carer"} == {None}


def test_rare_searches_are_left_out(draft):
    SearchTerm.objects.create(day=YEAR.start, language="en", term="ehcp", searches=9)
    SearchTerm.objects.create(day=YEAR.start, language="en", term="my own story", searches=2)
    figures.refresh(draft)
    rows = draft.figures.get(key="most_searched").rows
    assert rows == [{"label": {"en": "ehcp"}, "value": 9}]


def test_a_year_has_one_draft(draft, olive, signed_in):
    response = signed_in(olive).post(f"{LIST}start/", {"year": YEAR.code})
    assert response.status_code == 422
    assert AnnualReport.objects.count() == 1


def test_a_year_before_the_site_begins_with_headings_alone(olive, signed_in):
    signed_in(olive).post(f"{LIST}start/", {"year": "2022-23", "empty": "on"})
    report = AnnualReport.objects.get()
    assert report.figures.count() == 0
    assert report.sections.count() == 9
    assert not any(section.words_en for section in report.sections.all())


def test_counting_again_changes_neither_words_nor_typed_figures(draft, olive, signed_in):
    client = signed_in(olive)
    section = section_of(draft, "taking_part")
    client.post(edit(draft, section), {"heading": "Who spoke", "words": "Ours.", "version": "1"})
    typed = {"label_en": "Followers", "kind": "number", "value": "760", "place": "glance"}
    typed |= {"source_en": "Read off the page on 1 June", "version": "1", "rows_text": ""}
    client.post(reverse("desk:report_figure_add", args=[draft.pk]), typed)
    heard()
    client.post(reverse("desk:report_count", args=[draft.pk]))
    assert draft.figures.get(key="comments_heard").value == 13
    assert draft.figures.get(key="followers").value == 760
    section.refresh_from_db()
    assert (section.heading_en, section.words_en) == ("Who spoke", "Ours.")


def test_last_years_figures_stand_beside_as_they_were_published(olive):
    a_published(by=olive)
    heard()  # later, so last year's live count is another one now
    from reports import actions

    draft = actions.start(year=YEAR.next, by=olive)
    assert draft.figures.get(key="comments_heard").last_year == 12


def test_typed_figures_come_again_next_year_to_be_typed_in(olive):
    from reports import actions

    draft = a_draft(by=olive)
    Figure.objects.create(
        report=draft,
        key="followers",
        place="glance",
        label_en="Followers",
        value=760,
        source_en="Their page",
        typed=True,
    )
    actions.publish(draft, by=olive)
    following = actions.start(year=YEAR.next, by=olive).figures.get(key="followers")
    assert (following.value, following.last_year, following.typed) == (None, 760, True)


def test_words_can_be_looked_at_before_they_are_saved(draft, olive, signed_in):
    section = section_of(draft, "summary")
    typed = {"heading": "Summary", "words": "**Bold** <script>x</script>", "version": "1"}
    page = signed_in(olive).post(edit(draft, section), typed | {"preview": "1"})
    content = page.content.decode()
    assert "<strong>Bold</strong>" in content
    assert "<script>x" not in content
    section.refresh_from_db()
    assert "Bold" not in section.words_en


def test_the_first_words_can_be_asked_for_again_and_are_not_saved(draft, olive, signed_in):
    section = section_of(draft, "taking_part")
    ReportSection.objects.filter(pk=section.pk).update(words_en="Ours.")
    typed = {"heading": "x", "words": "Ours.", "version": "1", "draft": "1"}
    page = signed_in(olive).post(edit(draft, section), typed).content.decode()
    assert "We heard 12 comments this year." in page
    section.refresh_from_db()
    assert section.words_en == "Ours."


def test_two_people_do_not_write_over_each_other(draft, olive, eddie, signed_in):
    section = section_of(draft, "summary")
    opened = {"heading": "Summary", "version": "1"}
    signed_in(eddie).post(edit(draft, section), opened | {"words": "Eddie's words"})
    response = signed_in(olive).post(edit(draft, section), opened | {"words": "Olive's words"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Eddie&#x27;s words" in page and "Olive&#x27;s words" in page
    section.refresh_from_db()
    assert section.words_en == "Eddie's words"
    assert 'name="version" value="2"' in page


def test_a_section_is_translated_beside_the_english(draft, olive, signed_in):
    section = section_of(draft, "summary")
    client = signed_in(olive)
    address = reverse("desk:report_section_translate", args=[draft.pk, section.pk, "ar"])
    page = client.get(address).content.decode()
    assert 'dir="rtl"' in page and "- School transport" in page
    client.post(address, {"heading": "ملخص", "words": "شكرا", "version": str(section.edit)})
    section.refresh_from_db()
    assert (section.heading_ar, section.words_ar) == ("ملخص", "شكرا")
    assert "School transport" in section.words_en
    assert client.get(address.replace("/ar/", "/xx/")).status_code == 404


def test_sections_change_places_are_left_out_and_added(draft, olive, signed_in):
    client = signed_in(olive)
    summary = section_of(draft, "summary")
    move = reverse("desk:report_section_move", args=[draft.pk, summary.pk])
    for _press in range(20):
        client.post(move, {"up": "1"})
    assert draft.sections.first().kind == "summary"
    client.post(move, {"down": "1"})
    assert [section.kind for section in draft.sections.all()][:2] == ["introduction", "summary"]
    client.post(reverse("desk:report_section_show", args=[draft.pk, summary.pk]), {"hide": "1"})
    summary.refresh_from_db()
    assert summary.hidden
    add = reverse("desk:report_section_add", args=[draft.pk])
    client.post(add, {"heading": "A letter", "words": "Dear all", "version": "1"})
    own = draft.sections.last()
    assert (own.kind, own.heading_en) == ("own", "A letter")
    delete = reverse("desk:report_section_delete", args=[draft.pk, own.pk])
    assert client.post(delete).status_code == 302
    assert not draft.sections.filter(kind="own").exists()
    delete = reverse("desk:report_section_delete", args=[draft.pk, summary.pk])
    assert client.post(delete).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "number", "value": ""}, "Enter the number."),
        ({"kind": "ranking", "rows_text": ""}, "Write at least one line."),
        ({"kind": "ranking", "rows_text": "Autism | many"}, "has no number after the bar"),
        ({"kind": "ranking", "rows_text": "Autism | NaN"}, "Enter a number of people or things."),
        ({"kind": "number", "value": "1", "source_en": ""}, "Write where the number comes from."),
    ],
)
def test_a_typed_figure_needs_a_number_and_a_source(draft, olive, signed_in, typed, said):
    sent = {"label_en": "Visits", "value": "", "place": "data", "source_en": "Us", "version": "1"}
    address = reverse("desk:report_figure_add", args=[draft.pk])
    response = signed_in(olive).post(address, {"rows_text": ""} | sent | typed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not draft.figures.filter(typed=True).exists()


def test_a_list_is_typed_in_line_by_line(draft, olive, signed_in):
    sent = {"label_en": "Most visited", "kind": "ranking", "value": "", "place": "data"}
    sent |= {"rows_text": "Delay | 8,281\nPlans\n", "source_en": "Us", "version": "1"}
    signed_in(olive).post(reverse("desk:report_figure_add", args=[draft.pk]), sent)
    assert draft.figures.get(typed=True).rows == [
        {"label": {"en": "Delay"}, "value": 8281},
        {"label": {"en": "Plans"}, "value": None},
    ]


def test_every_counted_figure_leads_to_the_desk_page_where_it_is_counted(draft, olive, signed_in):
    page = signed_in(olive).get(reverse("desk:report_figures", args=[draft.pk])).content.decode()
    for counter in figures.COUNTERS.values():
        assert str(counter.label) in page
        assert f'href="{reverse(counter.page)}"' in page
        assert str(counter.how)


def test_the_page_of_a_draft_asks_the_database_a_bounded_number_of_times(
    draft, olive, signed_in, django_assert_max_num_queries
):
    client = signed_in(olive)
    for _number in range(10):
        ReportSection.objects.create(report=draft, kind="own", order=20, heading_en="Own")
    with django_assert_max_num_queries(20):
        client.get(f"/desk/reports/{draft.pk}/")
    with django_assert_max_num_queries(28):
        client.get(reverse("desk:report_preview", args=[draft.pk]))


def test_a_draft_is_thrown_away_after_a_question(draft, olive, signed_in):
    client = signed_in(olive)
    address = reverse("desk:report_discard", args=[draft.pk])
    assert client.get(address).status_code == 200
    client.post(address)
    assert not AnnualReport.objects.exists()
