"""Say what became of a release, in the registry and the card of this checkout.

  supersede TAG   it stays good, and nobody starts with it any more
  yank TAG        nobody may use it; its files stay, as evidence
  burn TAG        the number can never be used, recorded or not
  rollback TAG    yank the active release; the next N shall hold the content of TAG again

Statuses move one way, from active over superseded and yanked to burned. Nothing is published: open
a pull request with the change. For a rollback, let another one set the pin back to what TAG was
made from; then run u2netp-mirror-attach.yml.

Exit codes: 0 changed, or so already · 2 the registry does not know the release · 10 registry
missing · 40 the registry is invalid, or the status would go back.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

# Needs no package and no installation: `python -I` finds the project through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.card import CARD_LIMIT, with_statuses
from release.files import read_bytes, write_bytes
from release.lifecycle import CHANGES, Change, require_history
from release.names import REGISTRY, Tag, card_path
from release.registry import REGISTRY_LIMIT, Registry

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("change", choices=list(CHANGES), help="what became of it")
    parser.add_argument("tag", metavar="TAG", help="for example u2netp-mirror-v1")
    parser.add_argument("--reason", required=True, help="one line, for those who depend on it")
    parser.add_argument("--root", type=Path, default=Path(), help="the checkout (default: here)")
    options = parser.parse_args()
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Decide what the files shall say, then write those that say something else."""
        tag = Tag.parse(options.tag)
        old = Registry.parse(read_bytes(options.root / REGISTRY, limit=REGISTRY_LIMIT))
        new = CHANGES[options.change](old, Change(tag=tag, reason=options.reason))
        require_history(old, Registry.parse(new.dump()))
        card, page = options.root / card_path(tag.model), job.policy_in(options.root).repository.url
        text = with_statuses(read_bytes(card, limit=CARD_LIMIT), new.mirrors(tag.model), page)
        wanted = {options.root / REGISTRY: new.dump(), card: text}
        changed = sorted(path for path, data in wanted.items() if path.read_bytes() != data)
        for path in changed:
            write_bytes(path, wanted[path])
            tell(f"changed {path.relative_to(options.root)}; open a pull request with it")
        return {"tag": str(tag), "changed": [path.name for path in changed]}

    report.run(body, as_json=options.json)
