"""What a person is told about a release: before anything is done, and when it is public."""

from collections.abc import Callable

from release.attach.actions import Decision, Stop
from release.attach.publication import Receipt
from release.attach.wanted import Wanted
from release.report import file_table
from release.writers import JOB_ACTOR

_DEGRADED = (
    "Written with the job's own token (degraded mode): a release App would also have read the",
    "immutability setting before the draft was made.",
    "",
)


def planned(decision: Decision, wanted: Wanted) -> tuple[str, ...]:
    """Return what the next step would be, and why, in lines."""
    row, action = decision.row, decision.action
    stop = (f"because   {action.error.problem}",) if isinstance(action, Stop) else ()
    return (
        f"{wanted.tag}: {len(wanted.signed.artifacts())} files, as {wanted.account}",
        *decision.remarks,
        f"seen      {row.seen}",
        f"meaning   {row.meaning}",
        f"would do  {row.doing}",
        *stop,
    )


def tell(decision: Decision, wanted: Wanted, say: Callable[[str], None]) -> str:
    """Say what the next step would be, and return the name of the row."""
    for line in planned(decision, wanted):
        say(line)
    return decision.row.name


def rendered(receipt: Receipt, wanted: Wanted) -> str:
    """Return the job summary: where the release is, and what this run had to do for it."""
    signed = wanted.signed
    page = f"{wanted.publisher.repository.url}/releases/tag/{signed.tag}"
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
        *(_DEGRADED if wanted.account == JOB_ACTOR else ()),
        file_table(signed.artifacts()),
    ]
    return "\n".join(lines) + "\n"
