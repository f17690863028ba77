"""The page says of each verifier what was measured."""

from tests.instance.gaps import rendered
from tests.static.tree import text


def test_the_page_holds_the_table_of_the_gaps() -> None:
    _, _, rest = text("docs/verifiers.md").partition("<!-- gaps:begin -->\n")
    assert rest.partition("<!-- gaps:end -->")[0] == rendered()
