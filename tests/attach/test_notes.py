"""Title, notes and marker: rendered from the manifest, found again by the marker."""

from release.attach import notes
from release.names import Role
from tests.sign import samples

SIGNED = samples.signed()
NOTES = notes.notes(SIGNED, samples.PUBLISHER)


def test_the_notes_name_every_file_with_its_digest() -> None:
    for artifact in SIGNED.artifacts():
        assert f"`{artifact.name}` | {artifact.size:,} | `{artifact.digest.hex}`" in NOTES


def test_the_notes_give_the_exact_identity_and_no_expression() -> None:
    assert f"--certificate-identity {samples.PUBLISHER.san} " in NOTES
    assert "regexp" not in NOTES


def test_the_marker_names_content_and_manifest() -> None:
    marker = notes.marker(SIGNED)
    assert marker in NOTES
    assert SIGNED.manifest.content_key.hex in marker
    assert SIGNED.artifact(Role.MANIFEST).digest.hex in marker


def test_only_notes_with_a_marker_are_marked() -> None:
    assert notes.is_marked(NOTES)
    assert not notes.is_marked("<!-- a comment -->")


def test_the_title_names_model_and_number() -> None:
    assert notes.title(SIGNED.manifest) == "u2netp mirror v1"
