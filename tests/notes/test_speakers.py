"""Who gave a talk, out of a line of text or a list."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes import speakers
from talktui.notes.front_matter.yaml_read import parse_yaml
from talktui.notes.speakers import parse_speakers, read_speakers, speaker_text
from talktui.notes.talk import Speaker
from tests.growth import assert_linear_in

Person = tuple[str, str | None, str | None]
LINES: list[tuple[str, list[Person]]] = [
    ("Karol Gołąb & Beata Skiba, Google", [("Karol Gołąb", None, "Google"), ("Beata Skiba", None, "Google")]),
    ("Vallery Lancey, Lyft & Seth McCombs, Triller",
     [("Vallery Lancey", None, "Lyft"), ("Seth McCombs", None, "Triller")]),
    ("Stephan Fudeus & David Meder-Marouelli, 1&1 Mail & Media",
     [("Stephan Fudeus", None, "1&1 Mail & Media"), ("David Meder-Marouelli", None, "1&1 Mail & Media")]),
    ("Katie Gamanji, Cloud Platform Engineer, Condé Nast International",
     [("Katie Gamanji", "Cloud Platform Engineer", "Condé Nast International")]),
    ("Bob Quillin, VP Developer Relations, Oracle Cloud",
     [("Bob Quillin", "VP Developer Relations", "Oracle Cloud")]),
    ("Andrew Zigler, Dev Interrupted", [("Andrew Zigler", None, "Dev Interrupted")]),
    ("Laura Rehorst, Product Owner - Stratus Platform, ABN AMRO Bank NV & Mike Ryan, DevOps Consultant, backtothelab.io",
     [("Laura Rehorst", "Product Owner - Stratus Platform", "ABN AMRO Bank NV"),
      ("Mike Ryan", "DevOps Consultant", "backtothelab.io")]),
    ("Vijoy Pandey, VP/CTO Cloud, Cisco", [("Vijoy Pandey", "VP/CTO Cloud", "Cisco")]),
    ("Ricardo Rocha, Computing Engineer & Lukas Heinrich, Physicist, CERN",
     [("Ricardo Rocha", "Computing Engineer", "CERN"), ("Lukas Heinrich", "Physicist", "CERN")]),
    ("Bryan Liles, Senior Staff Engineer, VMware & Janet Kuo, Software Engineer, Google",
     [("Bryan Liles", "Senior Staff Engineer", "VMware"), ("Janet Kuo", "Software Engineer", "Google")]),
    ("Rohit Ramkumar & Bowei Du", [("Rohit Ramkumar", None, None), ("Bowei Du", None, None)]),
    ("Jason McGee, IBM Fellow, IBM", [("Jason McGee", "IBM Fellow", "IBM")]),
    ("Dan Kohn, Executive Director, Cloud Native Computing Foundation",
     [("Dan Kohn", "Executive Director", "Cloud Native Computing Foundation")]),
    ("Rob Szumski, Principal Product Manager for OpenShift, Red Hat",
     [("Rob Szumski", "Principal Product Manager for OpenShift", "Red Hat")]),
]  # fmt: skip
OTHER_LINES: list[tuple[str, list[Person]]] = [
    ("Ada Byron", [("Ada Byron", None, None)]),
    ("Ada Byron and Mary Kern, Acme", [("Ada Byron", None, "Acme"), ("Mary Kern", None, "Acme")]),
    ("Izzy & Olivia, Hex", [("Izzy", None, "Hex"), ("Olivia", None, "Hex")]),
    ("Ada, Acme & Mary, Other Labs", [("Ada", None, "Acme"), ("Mary", None, "Other Labs")]),
    ("Ada Byron (Acme)", [("Ada Byron", None, "Acme")]),
    ("Ada Byron (Engineer, Acme), Mary Kern (Other) and Jo Park (Third)",
     [("Ada Byron", "Engineer", "Acme"), ("Mary Kern", None, "Other"), ("Jo Park", None, "Third")]),
    ("Ada (CTO), Acme AI", [("Ada", "CTO", "Acme AI")]),
    ("Ada Byron, Mary Kern, Jo Park", [("Ada Byron", None, None), ("Mary Kern", None, None), ("Jo Park", None, None)]),
    ("Ada Byron, Head of Research and Development, Acme, Inc.",
     [("Ada Byron", "Head of Research and Development", "Acme, Inc.")]),
    ("Ada Byron, Ernst & Young", [("Ada Byron", None, "Ernst & Young")]),
    ("Ada Byron, Jr., Acme", [("Ada Byron, Jr.", None, "Acme")]),
    ("Ada Byron - Acme", [("Ada Byron", None, "Acme")]),
    ("Ada Byron, Software Engineer at Acme", [("Ada Byron", "Software Engineer", "Acme")]),
    ("Ada Byron, Acme, Software Engineer", [("Ada Byron", "Software Engineer", "Acme")]),
    ("Ada Byron; Mary Kern, Acme", [("Ada Byron", None, None), ("Mary Kern", None, "Acme")]),
    ("[Ada Byron](https://ada.example)", [("Ada Byron", None, None)]),
    ("  Ada   Byron ,Acme ", [("Ada Byron", None, "Acme")]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("line", "people"), LINES + OTHER_LINES)
def test_a_line_names_its_speakers(line: str, people: list[Person]) -> None:
    assert parse_speakers(line) == tuple(Speaker(*person) for person in people)


@pytest.mark.parametrize("line", [line for line, _ in LINES])
def test_a_line_is_written_back_as_it_was(line: str) -> None:
    assert speaker_text(parse_speakers(line)) == line


word = st.text(alphabet="abcdefgHIJKłé123.-", min_size=1, max_size=8)
phrase = st.lists(word, min_size=1, max_size=3).map(" ".join)
company = st.one_of(
    phrase, st.tuples(phrase, phrase).map(" & ".join), st.tuples(phrase, phrase).map(", ".join)
)
people = st.lists(st.builds(Speaker, phrase, st.none() | phrase, st.none() | company), max_size=4)


@settings(max_examples=300, deadline=None)
@given(people)
def test_speakers_written_are_read_back(speakers: list[Speaker]) -> None:
    assert parse_speakers(speaker_text(speakers)) == tuple(speakers)


@settings(deadline=None)
@given(st.text(alphabet="ab &,;()\n-@A"))
def test_no_line_raises_and_no_speaker_is_nameless(line: str) -> None:
    assert all(speaker.name for speaker in parse_speakers(line))


@pytest.mark.parametrize("piece", ["(", " ", "a & ", "a,(", "\n"])
def test_a_hostile_line_takes_linear_time(piece: str) -> None:
    assert_linear_in(piece, parse_speakers, 20_000, "x")


@pytest.mark.parametrize(
    ("yaml", "people"),
    [
        ("s: [Ada Byron, Mary Kern]", [("Ada Byron", None, None), ("Mary Kern", None, None)]),
        ("s:\n  - {name: Ada, role: CTO, organisation: Acme}\n  - name: Mary\n    company: Other",
         [("Ada", "CTO", "Acme"), ("Mary", None, "Other")]),
        ("s: {name: Ada, affiliation: Acme}", [("Ada", None, "Acme")]),
        ("s:\n  - Ada Byron: Acme", [("Ada Byron", None, "Acme")]),
        ("s: [Ada, Ada]", [("Ada", None, None)]),
        ("s:", []),
        ("s: [~, '']", []),
        ("s:\n  - name:", []),
    ],
)  # fmt: skip
def test_speakers_of_front_matter(yaml: str, people: list[Person]) -> None:
    value = parse_yaml(yaml)[0].get("s")
    assert value is not None
    expected = tuple(Speaker(*person) for person in people)
    assert tuple(speaker for speaker in read_speakers(value) if speaker.name != "name") == expected


@given(
    st.text("abÉ .,&'’-1_\t", max_size=20)
    | st.sampled_from(["Ann and Bo", "Ann at Acme", "Andy Sandat", "Jo und Al"])
)
def test_the_short_way_for_a_lone_name_gives_what_the_long_way_does(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        short = parse_speakers(text)
        patch.setattr(speakers, "_NO_LONE_NAME", re.compile(""))
        assert parse_speakers(text) == short
