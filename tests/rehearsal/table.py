"""The same for people: lines while it happens, and a table at the end. Plain text, any terminal."""

from collections.abc import Callable, Iterator
from typing import TextIO

from tests.rehearsal.report import Report, Told, repeat
from tests.rehearsal.runs import Job, Run

_RULE = "-" * 78
_MARKS = {"success": "ok", "failure": "red", "skipped": "skipped", "not run": "not run"}


class Live:
    """Prints a line when a job has ended; on a terminal also what runs now."""

    def __init__(self, out: TextIO) -> None:
        """Print to `out`."""
        self._out = out
        self._terminal = out.isatty()

    def say(self, text: str) -> None:
        """Print a line."""
        self._print(text + "\n")

    def started(self, workflow: str, job: str) -> None:
        """Show which job runs; the line is written over."""
        if self._terminal:
            self._print(f"\r  {job:<22} … ({workflow})")

    def ended(self, workflow: str, job: Job) -> None:
        """Print how the job ended; our script's own error goes below it."""
        clear = "\r\x1b[K" if self._terminal else ""
        line = f"  {job.id:<22} {_MARKS.get(job.result, job.result):<8} {job.seconds:6.1f} s"
        self._print(f"{clear}{line}   {workflow}\n")
        if job.error:
            self._print(f"      {job.error}\n")

    def _print(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def table(report: Report) -> str:
    """Return the table for people."""
    parts: tuple[Callable[[Report], Iterator[str]], ...] = (
        _released,
        _verifiers,
        _steps,
        _network,
        _not_run,
        _ending,
    )
    blocks = ("\n".join(part(report)) for part in parts)
    return f"\n{_RULE}\n".join(block for block in ("", *blocks) if block)


def _released(report: Report) -> Iterator[str]:
    changes = ", with local changes" if report.local_changes else ""
    yield f"commit     {report.commit or 'none'} of the world's main"
    yield f"           your HEAD {report.head or 'has no commit yet'}{changes}"
    if report.released is None:
        yield "released   nothing"
        return
    yield f"released   {report.released.tag}"
    for asset in report.released.assets:
        yield f"  {asset.name:<38} {asset.size:>9} bytes"
        yield f"    sha256 {asset.sha256}"
    yield f"signed by  {report.released.signer.san}"
    yield f"issuer     {report.released.signer.issuer}"
    yield f"log        {report.log_entries} entries"


def _verifiers(report: Report) -> Iterator[str]:
    if report.verdicts:
        yield f"{'verifier':<44} {'version':<12} verdict"
    for verdict in report.verdicts:
        word = "accepts" if verdict.accepted else "REFUSES"
        yield f"{verdict.name:<44} {verdict.version:<12} {word}"


def _steps(report: Report) -> Iterator[str]:
    yield f"{'step':<24} {'result':<10} {'time':>8}   workflow"
    yield f"{'(start of the world)':<24} {'ok':<10} {report.world_seconds:6.1f} s"
    for told in report.stories:
        yield f"{told.name}:" if told.runs else f"{told.name}: ran no workflow"
        for run in told.runs:
            yield from _jobs(run)


def _jobs(run: Run) -> Iterator[str]:
    skipped = [job.id for job in run.jobs if job.result == run.wanted(job) == "skipped"]
    for job in run.jobs:
        if job.id not in skipped:
            mark = _MARKS.get(job.result, job.result)
            note = ", as it must be" if job.result == run.wanted(job) != "success" else ""
            yield f"  {job.id:<22} {mark:<10} {job.seconds:6.1f} s   {run.workflow}{note}"
    if skipped:
        yield f"  not started, as it must be: {', '.join(skipped)}"


def _network(report: Report) -> Iterator[str]:
    yield "requests, all answered on this machine"
    for host, count in sorted(report.requests.items()):
        yield f"  {host:<52} {count:>5}"
    refused = ", ".join(report.refused_egress) or "none"
    yield f"refused egress: {refused}"


def _not_run(report: Report) -> Iterator[str]:
    yield "not run"
    for entry in report.not_run:
        yield f"  {entry.what}"
        yield f"    {entry.reason}"


def _ending(report: Report) -> Iterator[str]:
    for told in report.stories:
        why = f"   {told.not_run}" if told.not_run else ""
        mark = "FAILED" if told.failure else _MARKS[told.result]
        yield f"{told.name:<24} {mark:<10} {told.seconds:6.1f} s{why}"
    yield f"report     {report.folder / 'report.json'}"
    if report.failure:
        yield from failure_lines(report.failure)


def failure_lines(told: Told) -> Iterator[str]:
    """Yield the last lines of a failed rehearsal: step, error, log, and how to repeat it."""
    if (failure := told.failure) is None:
        return
    place = failure.place
    yield ""
    yield f"failed     {place.step if place else told.name} ({failure.kind})"
    yield f"problem    {failure.problem}"
    yield f"expected   {failure.expected}"
    yield f"do         {failure.remedy}"
    yield f"log        {place.log if place and place.log else 'none'}"
    yield f"repeat     {repeat(told.name)}"
