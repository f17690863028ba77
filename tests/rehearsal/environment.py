"""What the programs of the world see of it: the proxy, its authority, the trust root, packages."""

from collections.abc import Mapping
from pathlib import Path

from release.export.torch_python import NAMED
from tests.rehearsal.hosts.artifacts import HOST as RESULTS_HOST

CA_VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "NODE_EXTRA_CA_CERTS",
)
"""One variable per kind of client; all name the same throw-away authority."""

SYSTEM_PATH = "/usr/bin:/bin"


def network(proxy_url: str, ca_file: Path) -> Mapping[str, str]:
    """Return the way out: everything but loopback goes to the world's proxy."""
    return {
        "HTTPS_PROXY": proxy_url,
        "https_proxy": proxy_url,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        **dict.fromkeys(CA_VARIABLES, str(ca_file)),
    }


def packages(wheels: Path, unpacked: Path, torch: Path) -> Mapping[str, str]:
    """Return what makes uv install from a folder, and from nowhere else.

    What one run has `unpacked`, the next one of the same world links: it is keyed by its hash.
    `torch` is a Python that has the packages of requirements/torch.txt, 5 GB, already.
    """
    source = {"UV_FIND_LINKS": str(wheels), "UV_NO_INDEX": "1", "UV_OFFLINE": "1"}
    return {**source, "UV_CACHE_DIR": str(unpacked), NAMED: str(torch)}


def artifact_service(token: str) -> Mapping[str, str]:
    """Return where the actions of one run keep artifacts."""
    url = f"https://{RESULTS_HOST}/"
    return {
        "ACTIONS_RESULTS_URL": url,
        "ACTIONS_RUNTIME_TOKEN": token,
        "ACTIONS_RUNTIME_URL": url,
    }


def consumer(home: Path, bin_folder: Path, token: str) -> Mapping[str, str]:
    """Return a stranger's own variables: a clean home, the tools, a login without rights."""
    return {
        "GH_NO_UPDATE_NOTIFIER": "1",
        "GH_TELEMETRY": "false",  # now and then gh reports its use to a host nobody plays
        "GH_PROMPT_DISABLED": "1",
        "GH_TOKEN": token,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": f"{bin_folder}:{SYSTEM_PATH}",
    }
