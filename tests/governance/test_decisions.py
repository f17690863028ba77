"""Decision records: their form, their index, and bodies that stay as they were accepted."""

import pytest

from upkeep.adr_index import HEADER, ORDER, Index, stale, survey
from upkeep.decisions import FOLDER, ROWS, Row, parse, parse_row
from upkeep.finding import Finding

NAME = "0003-a-choice"
PATH = f"{FOLDER}/{NAME}.md"
ROW = f"{ROWS}/{NAME}.md"
TEXT = "# 0003 A choice\n\n**Context.** a\n\n**Options.** b\n\n**Choice.** c\n\n**Price.** d\n"
NEWS = "\n### Status update\n\n2026-11-27: News.\n"
HEAD = b"# Decisions\n"


def tree(text: str = TEXT, row: str | None = None, order: str = "") -> dict[str, bytes]:
    files = {PATH: text.encode(), HEADER: HEAD, ORDER: order.encode()}
    return files | ({ROW: row.encode()} if row else {})


def frozen(text: str = TEXT) -> str:
    index, wrong = survey(tree(text))
    assert wrong == ()
    (row,) = index.missing()
    return row.dump()


def found(files: dict[str, bytes]) -> list[str]:
    return [f"{f.path}:{f.line}: {f.problem}" for f in survey(files)[1]]


def test_a_record_without_a_row_is_accepted_as_it_stands_and_then_frozen() -> None:
    files = tree(row=frozen())
    index, wrong = survey(files)
    assert (wrong, index.missing()) == ((), ())
    assert stale(index, index.rendered()) == ()
    assert f"| [0003]({NAME}.md) | A choice | accepted |" in index.rendered()


@pytest.mark.parametrize(
    ("old", "new"), [("a", "A"), ("d\n", "d.\n"), ("\n\n**Price", "\n\nmore\n\n**Price")]
)
def test_an_accepted_body_that_was_edited_is_refused(old: str, new: str) -> None:
    edited = TEXT.replace(f"**Context.** {old}", f"**Context.** {new}").replace(
        *(("", "") if old == "a" else (old, new))
    )
    assert edited != TEXT
    assert [f.path for f in survey(tree(edited, row=frozen()))[1]] == [PATH]
    assert "### Status update" in survey(tree(edited, row=frozen()))[1][0].remedy


def test_news_at_the_end_is_no_edit() -> None:
    assert found(tree(TEXT + NEWS + NEWS, row=frozen())) == []


def test_the_day_of_news_may_stand_in_its_heading() -> None:
    news = NEWS.replace("update", "update 2026-11-27").replace("2026-11-27: N", "N")
    assert found(tree(TEXT + news, row=frozen())) == []


def test_a_proposed_body_may_still_change_and_has_no_digest() -> None:
    row = frozen().partition("\n")[0].replace("accepted", "proposed") + "\n"
    index, wrong = survey(tree(TEXT.replace(" a", " b"), row=row))
    assert (wrong, index.missing()) == ((), ())


def test_accepting_a_proposed_record_freezes_it() -> None:
    index, _ = survey(tree(row=frozen().partition("\n")[0] + "\n"))
    assert [row.dump() for row in index.missing()] == [frozen()]
    assert [f.path for f in stale(index, index.rendered())] == [PATH]


WRONG = {
    "another number in the title": TEXT.replace("# 0003", "# 0004"),
    "no title": TEXT.removeprefix("# 0003 A choice\n\n"),
    "a part missing": TEXT.replace("**Options.** b\n\n", ""),
    "parts out of order": TEXT.replace("Options", "Price", 1),
    "a heading in the body": TEXT.replace("**Choice", "## More\n\n**Choice"),
    "a status update without a day": TEXT + NEWS.replace("2026-11-27: ", ""),
    "a status update on no day": TEXT + NEWS.replace("11-27", "11-31"),
    "a status update out of order": TEXT + NEWS + NEWS.replace("2026", "2025"),
    "another heading among the news": TEXT + NEWS + "\n## More\n",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_record_of_another_form_is_refused(name: str) -> None:
    assert parse(PATH, TEXT + NEWS)[1] == ()
    (wrong, *_) = parse(PATH, WRONG[name])[1]
    assert wrong.path == PATH


def test_the_line_of_a_wrong_heading_is_told() -> None:
    (wrong,) = parse(PATH, WRONG["another heading among the news"])[1]
    assert wrong.line == WRONG["another heading among the news"].count("\n")


def test_two_records_of_one_number_are_refused() -> None:
    other = f"{FOLDER}/0003-b.md"
    files = tree(row=frozen()) | {other: TEXT.encode()}
    assert found(files) == [f"{other}:1: has the number of {PATH}"]


@pytest.mark.parametrize(
    ("row", "line", "problem"),
    [
        (frozen().replace("A choice", "Another"), 1, "another title"),
        (frozen().replace("0003-a", "0003-b"), 1, "row of no record"),
        (frozen().replace("[0003]", "[0004]"), 1, "not one row"),
        (frozen().replace("accepted", "done"), 1, "not one row"),
        (frozen().replace("accepted", "superseded by [0009](0009-x.md)"), 1, "0009-x"),
        (frozen().replace("sha256:", "sha1:"), 2, "more than a row"),
        (frozen() + "more\n", 2, "more than a row"),
    ],
)
def test_a_wrong_row_is_refused(row: str, line: int, problem: str) -> None:
    (wrong, *_) = survey(tree(row=row))[1]
    assert (wrong.path, wrong.line, problem in wrong.problem) == (ROW, line, True)


def test_a_row_is_read_and_written_unchanged() -> None:
    row = parse_row(ROW, frozen())
    assert isinstance(row, Row)
    assert row.dump() == frozen()
    assert isinstance(parse_row(ROW, ""), Finding)


def test_the_order_lists_each_record_once_and_the_others_follow_by_number() -> None:
    assert found(tree(row=frozen(), order=f"{NAME} # first\n")) == []
    assert found(tree(row=frozen(), order=f"{NAME}\n{NAME}\n"))[0].startswith(f"{ORDER}:2:")
    assert found(tree(row=frozen(), order="0009-none\n"))[0].startswith(f"{ORDER}:1:")
    rows = {
        n: Row(name=n, title="t", status="proposed", frozen=None) for n in ("01-a", "02-b", "03-c")
    }
    index = Index(decisions=(), rows=rows, header="h", order=("03-c",))
    assert [line[2:6] for line in index.rendered().splitlines()[4:]] == ["[03-", "[01-", "[02-"]


def test_an_index_without_its_header_is_refused() -> None:
    files = tree(row=frozen())
    assert found(files | {HEADER: b""}) == [f"{HEADER}:1: is missing or empty"]


def test_an_index_that_is_not_rendered_is_refused_where_it_differs() -> None:
    index, _ = survey(tree(row=frozen()))
    (wrong,) = stale(index, index.rendered().replace("A choice", "Another"))
    assert (wrong.path, wrong.line) == ("docs/adr/README.md", 5)
