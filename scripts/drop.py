"""Push a checkpoint (.pth) or an ONNX file (.onnx) as a drop, and start the run that takes it in.

The file is compared with the pin of this checkout first. It is committed alone, without a
checkout, to the branch drop/u2netp/<first 16 hex of its SHA-256>; your index, your branches and
the file stay as they are. Then the run on main is started with gh, if it has a login (GH_TOKEN, or
gh auth login); else the command is printed. A dropped checkpoint must be the pinned one. A dropped
model is compared with the one that the pipeline builds, and is never published itself.

Exit codes: 0 pushed, there already, or published already · 2 usage · 10 no such file, or no such
remote · 12 no regular file, or far too long · 13 git missing · 20 not the pinned checkpoint, or a
page, a pointer, nothing · 30 no ONNX file · 40 pin, policy or registry invalid · 41 the branch
holds something else · 43 you may not push, or not start the run · 69 git had no answer.
"""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

# Contributors install nothing for this: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.acquire.offer import Offer, published, push
from release.acquire.start import command, is_ours, start
from release.canonical import Json
from release.files import read_bytes
from release.git import Git
from release.guard.inputs import registry
from release.names import Tag, pin_path
from release.pin import PIN_LIMIT, Pin

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("file", type=Path, help="u2netp.pth, or model/u2netp_mirror.onnx")
    parser.add_argument("--remote", default="origin", help="where to push (default: origin)")
    parser.add_argument("--proposal", action="store_true", help="it needs a pin: ask for one")
    parser.add_argument("--model", default="u2netp", help="whose pin to read (default: u2netp)")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def drop() -> Mapping[str, Json]:
        """Look, push, start."""
        pin = Pin.parse(read_bytes(ROOT / pin_path(options.model), limit=PIN_LIMIT))
        offer = Offer.of(options.file, pin, proposal=options.proposal)
        if (tag := published(pin, registry(ROOT), ROOT)) and not options.proposal:
            tell(f"nothing to do: what is pinned is published as {tag}")
            return {"branch": None, "commit": None, "started": False}
        publisher = job.policy_in(ROOT).publisher(Tag(model=pin.model, n=10**6 - 1))
        pushed = push(offer, Git.at(ROOT, env), options.remote)
        tell(f"{'pushed to' if pushed.new else 'there already:'} {pushed.branch}")
        started = is_ours(pushed, publisher) and start(pushed, publisher, env)
        how = shlex.join(command(pushed, publisher))
        tell("the run on main is started" if started else f"to start the run on main: {how}")
        return {"branch": pushed.branch, "commit": pushed.commit, "started": started}

    report.run(drop, as_json=options.json)
