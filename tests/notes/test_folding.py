"""Case and accents do not count."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talktui.notes.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Plain ASCII", "plain ascii"),
        ("Karol Gołąb", "karol golab"),
        ("ÉTÉ", "ete"),
        ("Straße", "strasse"),
        ("Bjørn Æsir", "bjorn aesir"),
        ("İstanbul ılık", "istanbul ilik"),
        ("ﬁne", "fine"),
        ("ΟΔΟΣ", "οδοσ"),
        ("ＫｕｂｅＣｏｎ", "kubecon"),
        ("Привет", "привет"),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("ß\u0301ᾳ\u0345\ud800")
def test_folding_twice_changes_nothing_and_spelling_does_not_matter(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == once
    assert fold(text.upper()) == fold(text.upper().lower())
