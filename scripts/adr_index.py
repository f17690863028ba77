"""Render the index of the decision records, or check it and hold accepted bodies to their digest.

render  writes a row for every record that has none (accepted as it stands, with its digest), and
        docs/adr/README.md from all rows
check   refuses a record of another form, a body changed after it was accepted, and an index that
        is not rendered, by file and line

Exit codes: 0 done, or nothing wrong · 12 a link, or too long · 40 a record or the index is wrong.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

# `python -I` finds the packages through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.files import write_text
from upkeep import adr_index
from upkeep.decisions import FOLDER, PAGE, ROWS
from upkeep.finding import lines, require_none
from upkeep.folder import files_below

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("verb", choices=("render", "check"))
    options = parser.parse_args()

    def body() -> Mapping[str, Json]:
        """Read, refuse what is wrong, then do the verb."""
        files = files_below(ROOT, FOLDER)
        index, wrong = adr_index.survey(files)
        if options.verb == "check":
            wrong += adr_index.stale(index, files.get(PAGE, b"").decode(errors="replace"))
        sys.stderr.write(lines(wrong))
        require_none(wrong, expected="records as docs/adr/README.md describes them")
        if options.verb == "render":
            for row in (rows := index.missing()):
                write_text(ROOT / ROWS / f"{row.name}.md", row.dump())
            write_text(ROOT / PAGE, index.with_rows(rows).rendered())
        job.teller(as_json=options.json)(f"{PAGE}: {len(index.decisions)} records")
        return {"records": len(index.decisions)}

    report.run(body, as_json=options.json)
