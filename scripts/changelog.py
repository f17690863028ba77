"""Render CHANGELOG.md from the fragments in changelog.d, check it, or cut a version.

render          writes the unreleased part anew; released parts stay as they are
check           refuses a wrong fragment, by file and line, and a page that is not rendered
cut VERSION DAY  moves everything unreleased under the heading VERSION and removes the fragments

Exit codes: 0 done, or nothing wrong · 2 no next version, or no day · 12 a link, or too long ·
40 a fragment or the page is wrong.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

# `python -I` finds the packages through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.files import write_text
from upkeep import changelog, fragments
from upkeep.finding import lines, require_none
from upkeep.folder import files_below

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="render | check | cut")
    verbs.add_parser("render"), verbs.add_parser("check")
    cut = verbs.add_parser("cut")
    cut.add_argument("version"), cut.add_argument("day")
    options = parser.parse_args()

    def body() -> Mapping[str, Json]:
        """Read, refuse what is wrong, then do the verb."""
        page = ROOT / changelog.PAGE
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        files = files_below(ROOT, fragments.FOLDER)
        found, wrong = fragments.survey(files, lambda path: (ROOT / path).exists())
        if options.verb == "check":
            wrong += changelog.findings(found, text)
        sys.stderr.write(lines(wrong))
        require_none(wrong, expected=f"what {fragments.RULES} describes")
        if options.verb == "render":
            write_text(page, changelog.rendered(found, text))
        if options.verb == "cut":
            done = changelog.cut(found, text, version=options.version, day=options.day)
            write_text(page, done)
            for fragment in found:
                (ROOT / fragment.path).unlink()
        job.teller(as_json=options.json)(f"{changelog.PAGE}: {len(found)} fragments")
        return {"fragments": len(found)}

    report.run(body, as_json=options.json)
