"""Check the pages whose shape others rely on, and render the page of settings from its data.

render  writes the check lists of docs/setup.md from .github/governance.toml and .github/rulesets
check   refuses lists that are not rendered; a row of docs/state.md for what is built; a file that
        docs/rebase-notes.md says nothing of; each by file and line

Exit codes: 0 done, or nothing wrong · 13 no git · 40 a page or the data is wrong.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# `python -I` finds the packages through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.files import write_text
from upkeep import notes, setup_page
from upkeep.examination import Rules
from upkeep.finding import first_difference, lines, require_none
from upkeep.folder import tracked

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("verb", choices=("render", "check"))
    options = parser.parse_args()

    def body() -> Mapping[str, Json]:
        """Render the page of settings; then write it, or compare all three."""
        texts = {
            page: (ROOT / page).read_text(encoding="utf-8")
            for page in (setup_page.PAGE, notes.STATE, notes.REBASE)
        }
        wanted = setup_page.rendered(Rules.of(ROOT), texts[setup_page.PAGE])
        if options.verb == "render":
            write_text(ROOT / setup_page.PAGE, wanted)
            return {"page": setup_page.PAGE}
        tree, remedy = tracked(ROOT, os.environ), "run python3 -I scripts/pages.py render"
        wrong = (
            *first_difference(setup_page.PAGE, texts[setup_page.PAGE], wanted, remedy=remedy),
            *notes.state_findings(texts[notes.STATE], tree),
            *notes.rebase_findings(texts[notes.REBASE], tree),
        )
        sys.stderr.write(lines(wrong))
        require_none(wrong, expected="pages that say what the tree says")
        return {"pages": len(texts)}

    report.run(body, as_json=options.json)
