"""Numbers that the manifest knows are found in the prose of a card, however they are spelled."""

import pytest

from release.card import BEGIN, END, Card
from release.handwritten import handwritten, numbers_in
from release.record.card import facts
from release.record.entry import recorded
from release.registry import Registry
from tests.core.samples import TAG, manifest, policy
from tests.static.tree import ROOT, text

CARD = "docs/ai/models/u2netp_mirror_card.md"
PUBLISHER = policy().publisher(TAG)
FACTS = facts(recorded(Registry(()), manifest(), PUBLISHER), manifest(), PUBLISHER)
KNOWN = numbers_in(FACTS)

TYPED = {
    "digest or commit": [
        "e7567cde013fb64813973ce6e1ecc25a80c05c3ca7adbc5a54f3c3d90991b854",
        "sha256:e7567cde013f",
        "at commit `ac7e1c81`",
        "https://github.com/xuebinqin/U-2-Net/blob/ac7e1c817ecab7c7dff5ce6b1abba61cd213ff29/LICENSE",
        "E7567CDE013FB648",
    ],
    "size": ["4683258 bytes", "4 683 258 bytes", "4,683,258 bytes", "4.7 MB", "4.5 MiB", "4573 kB"],
    "parameter count": [
        "1.13 million parameters",
        "1131181 parameters",
        "4.7 M parameters",
        "1.1M weights",
        "1.13 million trainable parameters",
    ],
    "release number": [
        "the release u2netp-mirror-v1",
        "`u2netp_mirror_v12.onnx`",
        "with N = 3",
        "Release 2 is better",
    ],
    "opset": ["opset 17", "Opset: 17", "opset version 17", "the 17 opset"],
    "IR version": ["IR 8", "IR version 8"],
    "operator count": [
        "eight plain operators",
        "119 convolutions",
        "381 nodes",
        "8 op types",
        "119 Conv",
        "38 `Resize`",
    ],
    "number of the manifest": ["weighs 4683258", "4'683'258 of them", "1131181 of them"],
    "long number": ["12345678"],
}
"""Each is refused, right or wrong: a number of such a kind is not for people to type."""

FINE = (
    "pictures of about 320 \N{MULTIPLICATION SIGN} 320 pixels",
    "(0.485, 0.456, 0.406) and (0.229, 0.224, 0.225)",
    "`saliency_map`, float32 [1, 1, H, W], from 0 to 1",
    "Pattern Recognition 106 (2020)",
    "8-bit RGB in 256 grey levels",
    "keeps the first of seven outputs, `d0`",
    "`u2netp_mirror_v<N>.onnx` of `u2netp-mirror-v<N>`",
    "Apache-2.0, section 4(b)",
    "batch normalisation folded in float64",
    "faceted defaced effaced",
)


@pytest.mark.parametrize(("kind", "line"), [(k, line) for k, ls in TYPED.items() for line in ls])
def test_a_typed_number_is_found_and_named(kind: str, line: str) -> None:
    found = handwritten(f"first\n{line}\n", KNOWN)
    assert (2, kind) in {(one.line, one.kind) for one in found}


@pytest.mark.parametrize("line", FINE)
def test_a_number_that_the_manifest_does_not_speak_of_is_left_alone(line: str) -> None:
    assert handwritten(line, KNOWN) == ()


def test_the_card_in_the_tree_has_no_number_that_should_be_rendered() -> None:
    card = Card.parse((ROOT / CARD).read_bytes(), what=CARD)
    assert handwritten(card.prose, KNOWN) == ()


@pytest.mark.parametrize("fact", FACTS.splitlines()[2:], ids=lambda row: row.split("|")[1].strip())
def test_a_fact_that_somebody_copies_into_the_prose_is_found(fact: str) -> None:
    name, value = (cell.strip() for cell in fact.split("|")[1:3])
    found = handwritten(value, KNOWN)
    assert found or name in {"signed by", "licence"}, "a fact without a number"


def test_the_facts_themselves_are_not_prose() -> None:
    whole = text(CARD).replace("No release is recorded yet.", FACTS)
    assert FACTS in whole
    card = Card.parse(whole.encode(), what=CARD)
    assert handwritten(card.prose, numbers_in(card.facts)) == ()
    assert card.prose.count("\n") == whole.count("\n")
    assert (BEGIN in card.prose, END in card.prose) == (False, False)
