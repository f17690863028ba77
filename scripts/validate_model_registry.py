"""Hold the registry of models against its schema and against the files beside it.

Checked are: the form of the registry and of every sidecar, digests, tensors and opsets of the
models that lie in the tree, the form of bundles, the publisher of every release, and the card of
every model: its five points, its rendered facts, and that no fact is typed. Nothing is downloaded,
and no package but this project is needed. What a signature proves is for scripts/verify.py.

Exit codes: 0 valid · 1 not valid, one line FAIL for each error on stderr · 2 wrong call, or the
registry or a schema cannot be read, or the report not be written.
"""

import sys
from pathlib import Path

# Needs no package and no installation: `python -I` finds the project through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.errors import ReleaseError
from release.files import write_text
from release.names import REGISTRY
from release.validate.provenance import Run, rendered
from release.validate.registry import SCHEMA, Sources, validate

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("registry", nargs="?", type=Path, default=Path(REGISTRY))
    parser.add_argument("--schema", type=Path, help=f"default: {SCHEMA} beside the registry")
    parser.add_argument("--out-json", type=Path, metavar="REPORT", help="where the report goes")
    options = parser.parse_args()
    schema = options.schema or options.registry.with_name(SCHEMA)
    try:
        sources = Sources.read(options.registry, schema)
        verdict = validate(sources)
    except ReleaseError as error:
        print(report.error_line(error), file=sys.stderr)
        sys.exit(2)
    files = {"registry": (options.registry, sources.data), "schema": (schema, sources.schema_data)}
    run = Run(
        root=sources.root,
        entrypoint=Path(__file__),
        arguments=sys.argv[1:],
        inputs=files,
        report=options.out_json,
    )
    try:
        if options.out_json:
            write_text(options.out_json, rendered(verdict, run))
    except OSError as error:
        parser.error(f"the report cannot be written: {error}")
    if options.json:
        print(rendered(verdict, run), end="")
    for line in () if options.json and verdict.ok else verdict.lines(schema.name):
        print(report.safe(line), file=sys.stdout if verdict.ok else sys.stderr)
    sys.exit(0 if verdict.ok else 1)
