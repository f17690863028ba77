"""Write the smoke fixtures into model/tiny: models, sidecars, and their rows of the registry.

Running it again changes nothing. Needs the packages of requirements/export.txt.

Exit codes: 0 written, or there already · 10 registry missing · 40 registry invalid.
"""

from collections.abc import Mapping
from pathlib import Path

from release import job, report, smoke
from release.canonical import Json
from release.files import read_bytes, write_bytes
from release.names import REGISTRY
from release.registry import REGISTRY_LIMIT, Registry

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--registry", type=Path, default=Path(REGISTRY), help=f"({REGISTRY})")
    options = parser.parse_args()
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Write what is not there as it should be."""
        registry = Registry.parse(read_bytes(options.registry, limit=REGISTRY_LIMIT))
        wanted = {options.registry.with_name(name): data for name, data in smoke.files().items()}
        wanted[options.registry] = smoke.with_fixtures(registry).dump()
        changed = [p for p, data in wanted.items() if not p.is_file() or p.read_bytes() != data]
        for path in changed:
            write_bytes(path, wanted[path])
            tell(f"wrote {path.name}, {len(wanted[path])} bytes")
        return {"written": sorted(path.name for path in changed)}

    report.run(body, as_json=options.json)
