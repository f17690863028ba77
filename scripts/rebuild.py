"""Make a release's models again from upstream's own files, and say so in a statement you can sign.

Reads pin and receipt, fetches the release's manifest and models, the checkpoint and upstream's
files, writes the graphs in the sandbox and compares them, byte for byte. Needs the packages of
requirements/export.txt. Who signed the release is asked by scripts/verify.py.

Exit codes: 0 the same, and the statement written · 10 not there · 13 no sandbox · 20 other bytes,
or another content than this checkout's · 33 no U2NETP · 40 record invalid · 69, 75 no answer.
"""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from release import job, report
from release.acquire.acquired import Ways, acquire
from release.acquire.drive import Drive
from release.acquire.transport import LocalFile, Transport
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import MIB, read_bytes, write_bytes
from release.manifest import Manifest
from release.names import Role, Tag, pin_path, receipt_path
from release.pin import PIN_LIMIT, Pin
from release.published import PublishedRelease
from release.verify import rebuild

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("tag", metavar="TAG", help="for example u2netp-mirror-v1")
    parser.add_argument("--output", type=Path, required=True, help="the statement to write")
    parser.add_argument("--sources", type=Path, required=True, help="folder for what is fetched")
    parser.add_argument("--checkpoint", type=Path, help="your own copy, instead of Google Drive")
    tell = job.teller(as_json=(options := parser.parse_args()).json)

    def body() -> Mapping[str, Json]:
        """Wire it."""
        tag, repository = Tag.parse(options.tag), job.policy_in(ROOT).repository
        place, out = ROOT / pin_path(tag.model), options.sources
        pin = Pin.parse(read_bytes(place, limit=PIN_LIMIT))
        fetches = Downloads(proxy=proxy_of(os.environ), progress=tell)
        public = PublishedRelease(repository=repository, tag=tag, downloads=fetches)
        manifest = Manifest.parse(public.asset(Role.MANIFEST))
        receipt = read_bytes(ROOT / receipt_path(tag.model), limit=MIB)
        rebuild.require_content(manifest, tag, pin, receipt)
        own, drive = options.checkpoint, Drive.of(pin, fetches, output=out, progress=tell)
        way: Transport = LocalFile(own) if own else drive
        acquire(pin, Ways(checkpoint=(way,), upstream=fetches), out, progress=tell)
        graphs = rebuild.made_again(ROOT / "scripts" / "export.py", pin=place, sources=out)
        models = rebuild.require_same(manifest, graphs, public.assets(rebuild.MODELS))
        tools = {"python": platform.python_version(), **{n: version(n) for n in ("numpy", "onnx")}}
        write_bytes(options.output, rebuild.statement(manifest, pin, repository, tools))
        tell(f"made again, byte for byte the same: {', '.join(model.name for model in models)}")
        return {"tag": str(tag), "same": [model.name for model in models]}

    report.run(body, as_json=options.json)
