"""How often a schedule must begin a run is read from the workflow, or refused."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from ruamel.yaml import YAML

from release.errors import InvalidRecordError
from tests.static.workflows import Workflow, workflows
from upkeep.schedules import Schedule

DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)
ALL = pytest.mark.parametrize("workflow", workflows(), ids=lambda w: w.path.name)


def crons(workflow: Workflow) -> list[str]:
    """Return the cron lines as a reader of YAML sees them."""
    on = YAML(typ="safe", pure=True).load(workflow.text)["on"]
    listed = on.get("schedule", []) if isinstance(on, Mapping) else []
    return [str(row["cron"]) for row in listed]


@ALL
def test_every_workflow_of_the_tree_is_read_as_yaml_reads_it(workflow: Workflow) -> None:
    if not (expected := crons(workflow)):
        with pytest.raises(InvalidRecordError):
            Schedule.parse("w.yml", workflow.text)
    else:
        assert [Schedule.parse("w.yml", workflow.text).cron] == expected


def text(*crons: str) -> str:
    lines = "".join(f'    - cron: "{cron}"\n' for cron in crons)
    return f"on:\n  push:\n  schedule:\n{lines}\npermissions: {{}}\n"


@pytest.mark.parametrize(
    ("cron", "period"),
    [
        ("0 0 * * *", DAILY),
        ("59 23 * * *", DAILY),
        ("7 19 * * 0", WEEKLY),
        ("10 9 * * 6", WEEKLY),
    ],
)
def test_a_daily_and_a_weekly_schedule_are_read(cron: str, period: timedelta) -> None:
    assert Schedule.parse("w.yml", text(cron)).period == period


READ = text("0 0 * * *")
REFUSED = {
    "no such minute": text("60 0 * * *"),
    "no such hour": text("0 24 * * *"),
    "no such day": text("0 0 * * 7"),
    "every hour": text("0 * * * *"),
    "every five minutes": text("*/5 0 * * *"),
    "twice a day": text("0 0,12 * * *"),
    "twice a week": text("0 0 * * 1,3"),
    "a day by name": text("0 0 * * MON"),
    "monthly": text("0 0 1 * *"),
    "a month": text("0 0 * 2 *"),
    "four fields": text("0 0 * *"),
    "six fields": text("0 0 * * * *"),
    "two blanks": text("0  0 * * *"),
    "digits of elsewhere": text("٣ 0 * * *"),
    "two lines": text("0 0 * * *", "0 12 * * *"),
    "no line": text(),
    "single quotes": READ.replace('"', "'"),
    "in one line": 'on: {schedule: [{cron: "0 0 * * *"}]}\n',
    "below something else": READ.replace("  schedule:", "  other:"),
    "deeper": READ.replace("  schedule:", "    schedule:"),
    "in a comment": READ.replace("    - cron", "    # - cron"),
    "nothing": "",
}


@pytest.mark.parametrize("name", REFUSED)
def test_every_other_schedule_is_refused(name: str) -> None:
    assert Schedule.parse("w.yml", READ).cron == "0 0 * * *"
    with pytest.raises(InvalidRecordError):
        Schedule.parse("w.yml", REFUSED[name])


def test_a_comment_about_the_line_is_no_line() -> None:
    commented = READ.replace("    - cron", '    # not - cron: "1 1 * * *": it is busy\n    - cron')
    assert Schedule.parse("w.yml", commented).cron == "0 0 * * *"
