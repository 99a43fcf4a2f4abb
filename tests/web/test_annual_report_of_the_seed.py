"""A council's real report for 2024 to 2025 was written by hand. Every figure and theme of it is
found in the report that the product makes from the demo's feedback, in sentences of our own."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from feedback import demo as feedback_demo
from reports import checking
from reports import demo as reports_demo
from reports.models import AnnualReport

ADDRESS = "/reports/2024-25/"
# What the report of the seed counts, in its order; each with words that stand near the number.
FIGURES = {
    "followers of the Facebook page": "followers of our facebook page 760",
    "readers of the bulletin": "bulletin by e-mail 957",
    "bulletins": "three times a year",
    "families at Family Day": "over 800 families",
    "providers at Family Day": "100 providers",
    "years of the transport programme": "programme of three years",
    "more staff for transport": "summer of 2023",
    "the number to call about transport": "023 8083 2419",
    "the address to write to about transport": "travel.coordination@southampton.gov.uk",
    "searches for food banks": "january to december 2024 1202",
    "the guide to ordinarily available provision": "october 2023",
    "resources for the guide": "goes with the guide since 2024",
    "the Delivering Better Value programme": "from 2023 to 2025",
    "schools in Autism in Schools": "54 schools",
    "the year of Autism in Schools": "fourth year",
    "cases of outreach": "36 cases",
    "closed cases": "23 are closed",
    "ongoing cases": "13 go on",
    "parents who finished a course": "435 parents",
    "places in special schools": "278 more places in 2026",
    "schools of the pilot": "three primary schools",
    "nursery classes of the pilot": "two nursery classes",
    "profiles of the pilot": "12 profiles",
    "the wellbeing plan": "2021 to 2027",
    "the city strategy": "2015 to 2025",
    "the health and care strategy": "2020 to 2025",
    "the health and wellbeing strategy": "2017 to 2025",
    "the children and young people's strategy": "2021 to 2026",
    "the survey on translation": "2023",
    "the SEND strategy": "2022 to 2027",
    "the inspection's report": "50252575",
    "sessions a month": "sessions a month on the local offer website 3472",
    "views a month": "page views a month on the local offer website 5058",
    "views of the first page": "global developmental delay 8281",
    "views of the second page": "semh difficulties? (social, emotional and mental health) 6539",
    "views of the third page": "education, health and care plans 4624",
    "most searched words": "ehcp send eyss",
    "most searched on the council's website": (
        "special school parent and toddler southampton educational psychology service"
    ),
    "how many of the council's searches": "top 25",
}
# What families said, and what was done, in the order of the seed.
THEMES = {
    "few know of the Local Offer": (
        "know about the local offer|not enough parents|heard of",
        "coffee mornings",
    ),
    "coffee mornings at schools": ("springwell", "kanes hill", "redbridge"),
    "news on the first page": ("news and updates",),
    "staff learn to use it": ("sessions for council staff", "jigsaw"),
    "a video of the Local Offer": ("a short video",),
    "Family Day and Summer Survival": ("family day", "summer survival"),
    "home to school transport": (
        "transport",
        "edge review",
        "improvement plan",
        "booklet",
        "escort",
    ),
    "after 16": ("after 16|post-16", "preparing for adulthood"),
    "food banks": ("food bank", "vouchers"),
    "being told": ("send navigators", "under pressure"),
    "inclusion": ("ordinarily available provision", "inclusive education audit"),
    "school places": ("cantell", "woodlands", "thrive", "cove"),
    "waiting lists": ("waiting list", "camhs|neurodiversity strategy", "earlybird", "diagnosis"),
    "the pilot of profiles": ("valentine", "mason moor", "portsmouth"),
    "mental health": ("mental health", "wellbeing plan"),
    "other languages and no computer": ("translat", "without a computer", "chatgpt"),
    "short breaks": ("short breaks statement", "max card"),
    "search": ("search has become better",),
    "videos": ("tiktok", "design team"),
    "young people": ("young people", "young adult"),
    "the inspection": ("ofsted", "improvement plan"),
    "thanks for the website": ("website is clear now",),
    "thanks for the newsletter": ("newsletter is so useful",),
    "thanks for the officer's visits": ("coffee morning",),
    "the law": ("children and families act 2014", "chapter 4 of the send code of practice"),
    "made together": ("parent carer forum",),
    "what young people lack": ("hear more from children and young people",),
}
NEXT_STEPS = (
    "at coffee mornings, in surveys and with the parent carer forum",
    "send family fun day",
    "tiktok channel",
    "parts of the city where we were not yet",
    "family hubs",
    "how and where they want to find things out",
    "look for gaps",
    "suggest a service",
)


@pytest.fixture
def report(olive, db) -> AnnualReport:
    feedback_demo.load(lambda words: None)
    reports_demo.load(lambda words: None)
    return AnnualReport.objects.newest().get(year="2024-25")


def words_of(response) -> str:
    """As a person reads them: without tags, thousands without commas, in small letters."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<(svg|details class=\"govuk-details\"><summary).*?</\1>", " ", main, flags=re.S)
    words = unescape(strip_tags(main.replace("<", " <")))
    words = re.sub(r"(?<=\d),(?=\d{3})", "", words).replace("’", "'")
    return re.sub(r"\s+", " ", words).lower()


def test_every_figure_of_the_seed_is_in_the_report(report, client):
    words = words_of(client.get(ADDRESS))
    assert [name for name, near in FIGURES.items() if near not in words] == []


def test_every_theme_of_the_seed_is_in_the_report(report, client):
    words = words_of(client.get(ADDRESS))
    missing = [
        (name, each)
        for name, known_by in THEMES.items()
        for each in known_by
        if not re.search(each, words)
    ]
    assert missing == []


def test_every_next_step_of_the_seed_is_in_the_report(report, client):
    words = words_of(client.get(ADDRESS))
    assert [step for step in NEXT_STEPS if step not in words] == []


def test_the_figures_are_in_the_data_too(report, client):
    figures = {each["key"]: each["value"] for each in report.snapshot["figures"]}
    assert figures["facebook_followers"] == "760"
    assert figures["bulletin_readers"] == "957"
    assert figures["sessions_a_month"] == "3472"
    assert figures["views_a_month"] == "5058"


def test_the_year_after_is_a_draft_with_last_years_figures_beside(report, client):
    draft = AnnualReport.objects.drafts().get()
    assert draft.year == "2025-26"
    assert draft.figures.get(key="facebook_followers").last_year == 760
    assert draft.figures.get(key="sessions_a_month").last_year == 3472
    assert client.get("/reports/2025-26/").status_code == 404
    assert checking.of(draft)


def test_the_report_names_no_private_person(report, client):
    words = words_of(client.get(ADDRESS))
    assert not re.search(r"\b(claire|ryan|mcmanus)\b", words)


def test_loading_the_demo_again_adds_nothing(report):
    reports_demo.load(lambda words: None)
    assert AnnualReport.objects.count() == 2
