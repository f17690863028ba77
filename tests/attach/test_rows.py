"""The state table on the page is the one in the code."""

from release.attach.rows import Row
from tests.static.page import rows, section
from tests.static.tree import text


def test_the_page_shows_every_row_in_the_order_in_which_they_are_tried() -> None:
    shown = rows(section(text("docs/pipeline.md"), "The state table"))
    assert shown == tuple((row.seen, row.meaning, row.doing) for row in Row)
