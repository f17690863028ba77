"""Names that a person takes for one of ours are told; others are left alone."""

import pytest

from release.watch.lookalike import is_ours, looks_like

ALIKE = (
    *("u2netp-mirror-v2", "u2netp_mirror-v1", "u2netp-mirror-v01", "U2NETP-Mirror-V1"),
    *("u2netp.mirror.v1", "u2netpmirror1", "release/u2netp-mirror-v1", "mirror-u2netp-v1"),
    *("u2netp-mirror", "u2netp-mirror-v1-rc1", "u2netp-mirror-v1\n", "u2netp-mirror-v\u0661"),
    *("u2netp-miror-v1", "u2nep-mirror-v1", "u2netp-mirrror-v1", "u2netp-mirr0r-v1"),
    *("u2n\u0435tp-mirror-v1", "u2netp-mirr\u043er-v1", "u2netp\u2010mirror\u2010v1"),
    *("\uff552netp-mirror-v1", "u2netp-m\u00ecrror-v1", "u2netp\u200b-mirror-v1"),
    *(
        "u2netp-m\u0131rror-v1",
        "u2net\u0440-mirror-v1",
        "u2netp mirror v7",
        "u2netp_mirror_v9.onnx",
    ),
)
OTHERS = (
    *("v1.2.3", "v3.0.0-lusoris.1", "", "mirror", "nightly-mirror", "u2netp", "u2net-v1"),
    *("vmaf-mirror-v1", "smoke-v1", "model-registry-v2", "\u4f60\u597d"),
)


@pytest.mark.parametrize("name", ALIKE)
def test_a_name_that_looks_like_ours_is_told(name: str) -> None:
    assert looks_like(name, "u2netp")


@pytest.mark.parametrize("name", OTHERS)
def test_another_name_is_left_alone(name: str) -> None:
    assert not looks_like(name, "u2netp")


def test_only_the_one_spelling_is_ours() -> None:
    assert [name for name in ALIKE if is_ours(name, "u2netp")] == ["u2netp-mirror-v2"]
    assert not is_ours("other-mirror-v1", "u2netp")


def test_a_huge_name_is_judged_in_bounded_time() -> None:
    assert not looks_like("x" * 1_000_000, "u2netp")
