"""Compare the graph with upstream's own network, and write the certificate and a page to look at.

Takes the answers of `scripts/export.py --oracle`: claims, which are judged here without torch. The
new folder --output gets the parity certificate of TAG and a page with the maps side by side. The
release does not hold the certificate yet.

Exit codes: 0 equal within the bounds · 10 input missing · 20 other bytes than pinned or asked ·
30 malformed graph · 33 not upstream's answers, or a wrong graph was not refused · 40 pin invalid.
"""

from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.acquire.folder import write_folder
from release.canonical import Json
from release.export.answers import Answers
from release.export.checkpoint import CHECKPOINT_LIMIT
from release.export.confined import GRAPH_LIMIT
from release.files import read_bytes
from release.names import Names, Tag
from release.pin import PIN_LIMIT, Pin
from release.prove.comparison import compare
from release.prove.page import page

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("tag", metavar="TAG", help="for example u2netp-mirror-v1")
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--graph", type=Path, required=True, help="the .onnx export wrote")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the author's .pth")
    parser.add_argument("--oracle", type=Path, required=True, help="the answers export wrote")
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    options = parser.parse_args()

    def body() -> Mapping[str, Json]:
        """Judge the answers."""
        tag = Tag.parse(options.tag)
        names = Names(tag)
        comparison = compare(
            Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT)),
            names.registry_id,
            graph=read_bytes(options.graph, limit=GRAPH_LIMIT),
            checkpoint=read_bytes(options.checkpoint, limit=CHECKPOINT_LIMIT),
            answers=Answers.read(options.oracle),
        )
        certificate = {names.certificate: comparison.certificate.dump()}
        write_folder(options.output, {**certificate, **page(tag, comparison)})
        job.teller(as_json=options.json)(f"{tag}: the graph answers as upstream's network does")
        return {"tag": str(tag), "form": comparison.certificate.form.hex}

    report.run(body, as_json=options.json)
