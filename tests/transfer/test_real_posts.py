"""The two people's own posts, whole: counted by a few lines that know nothing of the importers."""

import re
from collections import Counter

import pytest

from talktui.notes.video_links import video_identity
from talktui.transfer.imported import Imported
from talktui.transfer.linking import with_links
from talktui.transfer.source_files import SourceError
from tests.transfer.posts import BLOGS, SHARED, plain, post, real, titled

CHICAGO, LOS_ANGELES, BARCELONA = (
    "zola-kubecon-chicago-log.md",
    "zola-kubecon-la-log.md",
    "hugo-kubecon-other-cool-things.md",
)
COPIED = next(iter(SHARED.glob("seeds/000_*.txt")), None)
pytestmark = pytest.mark.skipif(not BLOGS.is_dir(), reason=f"the real posts are not there ({BLOGS.name}/)")


def source_lines(name: str, pattern: str) -> list[re.Match[str]]:
    return list(re.finditer(pattern, (BLOGS / name).read_text(), re.MULTILINE))


def linked_headings(name: str) -> list[tuple[str, str]]:
    return [
        (m[1], m[2])
        for m in source_lines(name, r"^#+ \[(.*)\]\((https://www\.youtube\.com/watch\?v=[\w-]+)\)$")
    ]


def test_every_heading_of_the_chicago_log_is_a_talk_in_its_category() -> None:
    imported = real(CHICAGO)
    headings = linked_headings(CHICAGO)
    assert [(talk.title, talk.video) for talk in imported.talks] == headings
    assert len(headings) == 33
    counts = Counter(talk.categories for talk in imported.talks)
    print(f"{len(imported.talks)} talks in {len(counts)} categories: {dict(counts)}")
    assert counts == {
        ("Observability",): 7, ("Continuous Delivery",): 3, ("Security",): 4, ("Networking",): 5,
        ("Kubernetes",): 11, ("Maintainer Track",): 3,
    }  # fmt: skip
    assert titled(imported, "UX Matters: Switching to GAMMA Without Ruining Your Reputation").categories == (
        "Networking",
    )
    assert all(talk.body for talk in imported.talks)
    conference = imported.conference
    assert conference is not None
    assert conference.name == "KubeCon Chicago"
    assert [name for name, _ in conference.categories] == [name for (name,) in counts]
    assert all(about for _, about in conference.categories), (
        "each area of the introduction found its category"
    )


def test_the_chicago_logs_prose_offers_the_talks_that_it_only_mentions() -> None:
    offers = real(CHICAGO).offers
    assert [video_identity(offer.url) for offer in offers] == [
        "youtube:9TRzfJrU35M", "youtube:Oslwx3hj2Eg", "youtube:oAvYfIoIgcc", "youtube:OtigVP3lRh4",
    ]  # fmt: skip
    assert all(offer.talk is not None for offer in offers)


def test_the_los_angeles_log_has_a_talk_for_each_of_its_headings() -> None:
    imported = real(LOS_ANGELES)
    assert [(talk.title, talk.video) for talk in imported.talks] == linked_headings(LOS_ANGELES)
    assert Counter(talk.categories for talk in imported.talks) == {
        ("Observability",): 6, ("Misc Tech",): 7, ("Community Related",): 9,
    }  # fmt: skip
    everywhere = {m[1] for m in source_lines(LOS_ANGELES, r"youtube\.com/watch\?v=([\w-]+)")}
    own = {video_identity(talk.video or "").removeprefix("youtube:") for talk in imported.talks}
    offered = {video_identity(offer.url).removeprefix("youtube:") for offer in imported.offers}
    assert offered == everywhere - own
    assert len(offered) == 6


def test_the_barcelona_posts_session_lists_are_imported_whole() -> None:
    imported = real(BARCELONA)
    listed = source_lines(BARCELONA, r"^- \[.*\]\(https://www\.youtube\.com/watch\?v=([\w-]+)&list=")
    assert [talk.video for talk in imported.talks] == [
        f"https://www.youtube.com/watch?v={m[1]}" for m in listed
    ]
    days = Counter(dict(talk.others)["day"] for talk in imported.talks)
    print(f"{len(imported.talks)} sessions: {dict(days)}")
    assert days == {"Tuesday": 15, "Wednesday": 13, "Thursday": 10}
    assert sum(days.values()) == len(listed)
    assert all(talk.speakers for talk in imported.talks)
    assert imported.conference is not None
    assert (
        imported.conference.playlist
        == "https://www.youtube.com/playlist?list=PLj6h78yzYM2PpmMAnvpvsnR4c27wJePh3"
    )


@pytest.mark.parametrize(
    ("title", "speakers"),
    [
        ("Keynote: From COBOL to Kubernetes: A 250 Year Old Bank's Cloud-Native Journey",
         [("Laura Rehorst", "ABN AMRO Bank NV"), ("Mike Ryan", "backtothelab.io")]),
        ("10 Ways to Shoot Yourself in the Foot with Kubernetes, #9 Will Surprise You",
         [("Laurent Bernaille", "Datadog"), ("Robert Boll", "Datadog")]),
        ("Keynote: Stitching Things Together", [("Dan Kohn", "Cloud Native Computing Foundation")]),
        ("Keynote: A Journey to a Centralized, Globally Distributed Platform", [("Katie Gamanji", "Condé Nast International")]),
        ("Keynote: Reperforming a Nobel Prize Discovery on Kubernetes", [("Ricardo Rocha", "CERN"), ("Lukas Heinrich", "CERN")]),
        ("Benefits of a Service Mesh When Integrating Kubernetes with Legacy Services",
         [("Stephan Fudeus", "1&1 Mail & Media"), ("David Meder-Marouelli", "1&1 Mail & Media")]),
        ("Ingress V2 and Multicluster Services", [("Rohit Ramkumar", None), ("Bowei Du", None)]),
        ("Keynote: Kubernetes - Don't Stop Believin'", [("Bryan Liles", "VMware")]),
    ],
)  # fmt: skip
def test_the_odd_sessions_have_their_people(title: str, speakers: list[tuple[str, str | None]]) -> None:
    talk = titled(real(BARCELONA), title)
    assert [(who.name, who.organisation) for who in talk.speakers] == speakers


def test_the_barcelona_posts_sections_are_texts_of_their_sessions() -> None:
    imported = real(BARCELONA)
    with_text = {talk.title: talk.body for talk in imported.talks if talk.body}
    assert len(with_text) == 7
    assert (
        len(with_text["10 Ways to Shoot Yourself in the Foot with Kubernetes, #9 Will Surprise You"]) > 2_500
    )
    assert "Rego language" in with_text["Intro: Open Policy Agent"]
    assert "Rego language" not in with_text["Intro: SPIFFE"]
    assert "```yaml" in with_text["How Intuit Does Canary and Blue Green Deployments with a K8s Controller"]
    assert imported.offers == ()


def judged(imported: Imported, titles: list[str]) -> tuple[int, int]:
    """How many of `titles` were found, and how many others."""
    found = [talk.title for talk in imported.talks]
    return len(set(found) & set(titles)), len([title for title in found if title not in titles])


@pytest.mark.skipif(COPIED is None, reason="the post that was copied as text is not there")
def test_titles_and_categories_are_told_in_the_post_that_was_copied_as_text() -> None:
    assert COPIED is not None
    imported = plain(COPIED.read_bytes())
    original = real(CHICAGO)
    found, wrong = judged(imported, [talk.title for talk in original.talks])
    print(f"{found} of {len(original.talks)} titles, {wrong} false")
    assert found >= 30
    assert wrong <= 2
    categories = {talk.title: talk.categories for talk in original.talks}
    right = sum(categories.get(talk.title) == talk.categories for talk in imported.talks)
    assert right >= 30
    assert imported.conference is not None
    assert imported.conference.name == "KubeCon Chicago"
    linked = with_links(imported, [original])
    videos = {talk.title: talk.video for talk in original.talks}
    assert sum(talk.video is not None and talk.video == videos.get(talk.title) for talk in linked.talks) >= 30


def bare(markdown: str, *, blank_lines: bool) -> str:
    """A Markdown post as it would be copied from its page."""
    text = re.sub(r"\A\+\+\+\n.*?\n\+\+\+\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\(\(?[^)]*\)+", r"\1", text)
    text = re.sub(r"^#+ |\*\*|__|`", "", text, flags=re.MULTILINE)
    return text if blank_lines else re.sub(r"\n\s*\n+", "\n", text)


@pytest.mark.parametrize("blank_lines", [True, False])
@pytest.mark.parametrize("name", [CHICAGO, LOS_ANGELES])
def test_titles_are_told_in_other_copies_too(name: str, blank_lines: bool) -> None:
    original = real(name)
    copied = "Talk log\n\n" + bare((BLOGS / name).read_text(), blank_lines=blank_lines)
    found, wrong = judged(plain(copied), [talk.title for talk in original.talks])
    assert found >= len(original.talks) * 0.9
    assert wrong <= 2


@pytest.mark.parametrize("name", [CHICAGO, LOS_ANGELES, BARCELONA])
def test_a_post_that_is_cut_short_gives_the_talks_before_the_cut(name: str) -> None:
    data = (BLOGS / name).read_bytes()
    whole = [talk.title for talk in real(name).talks]
    for end in range(0, len(data), len(data) // 12):
        try:
            titles = [talk.title for talk in post(data[:end]).talks]
        except SourceError:
            continue
        assert titles[:-1] == whole[: len(titles) - 1]
