"""What the run page says about a published release."""

from release.attach.publication import Receipt
from release.policy import Repository
from release.report import file_table
from release.sign.release_set import ReleaseSet


def rendered(receipt: Receipt, signed: ReleaseSet, repository: Repository) -> str:
    """Return the job summary: where the release is, and what this run had to do for it."""
    page = f"{repository.url}/releases/tag/{signed.tag}"
    done = (
        f"{receipt.uploads} files were uploaded, and all read back before publishing"
        if receipt.uploads
        else "Nothing was left to do"
    )
    lines = [
        f"### [{signed.tag}]({page}) is public and immutable",
        "",
        f"{done}. Tag at `{receipt.commit}`, manifest `{signed.manifest_digest}`.",
        "Every file was downloaded as a stranger would, without a token, and is the signed one.",
        "",
        "Written with the job's own token (degraded mode): a release App would also have read",
        "the immutability setting before the draft was made.",
        "",
        file_table(signed.artifacts()),
    ]
    return "\n".join(lines) + "\n"
