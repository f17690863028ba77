"""A world of network and GitHub with one commit, and the verbs that contract tests share."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.contract.client import Client, Reply, environment
from tests.contract.conformance import Conformance
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.network import Network

REPO = "/repos/VMAFx/vmafx"
TAG = "u2netp-mirror-v1"
WORKFLOW = """name: Attach
on:
  workflow_dispatch:
    inputs:
      reason:
        required: false
        default: because
jobs: {}
"""


@dataclass(kw_only=True)
class Place:
    """What a test works in; `unsupported` is what it expects to be answered 501."""

    root: Path
    network: Network
    github: GitHub
    client: Client
    conformance: Conformance
    unsupported: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, root: Path) -> "Place":
        """Start a network with a GitHub whose main has one commit."""
        network = Network(root / "network")
        github = GitHub(root / "github", network)
        conformance = Conformance()
        network.observer = conformance.check
        network.start()
        place = cls(
            root=root,
            network=network,
            github=github,
            client=Client(network),
            conformance=conformance,
        )
        place.commit({".github/workflows/attach.yml": WORKFLOW, "README.md": "hello\n"})
        return place

    def close(self) -> None:
        """Stop, and fail on what nobody expected."""
        self.network.close()
        self.github.close()
        assert self.conformance.problems == []
        assert list(self.network.unsupported) == self.unsupported

    def git(self, *arguments: str, token: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run git as a client of the world."""
        variables = environment(self.network, self.root)
        name = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
        committer = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
        if token:
            place = f"https://x-access-token:{token}@github.com/"
            arguments = ("-c", f"url.{place}.insteadOf=https://github.com/", *arguments)
        return subprocess.run(
            ["git", *arguments],  # noqa: S607 -- git of PATH
            env=variables | name | committer,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def commit(self, files: dict[str, str], branch: str = "main") -> str:
        """Add one commit to `branch` of the bare repository, without the network."""
        tree = self.root / "tree"
        if not tree.exists():
            self.git("init", "-q", "-b", "main", str(tree))
        self.git("-C", str(tree), "checkout", "-q", "-B", branch)
        for name, text in files.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text)
        self.git("-C", str(tree), "add", "-A")
        self.git("-C", str(tree), "commit", "-q", "-m", f"change {sorted(files)}")
        done = self.git("-C", str(tree), "push", "-q", str(self.github.git_dir), branch)
        assert done.returncode == 0, done.stderr
        return self.git("-C", str(tree), "rev-parse", "HEAD").stdout.strip()

    def token(self, actor: str = "github-actions[bot]", **rights: str) -> str:
        """Return a token; `pull_requests="write"` is the right pull-requests: write."""
        permissions = {name.replace("_", "-"): level for name, level in rights.items()}
        return self.github.tokens.issue(actor, permissions)

    def draft(self, token: str, tag: str = TAG, **members: Json) -> dict[str, Json]:
        """Create a draft release over the API."""
        body: dict[str, Json] = {"tag_name": tag, "draft": True, **members}
        reply = self.client("POST", f"{REPO}/releases", token=token, body=body)
        assert reply.status == 201, reply.body
        return reply.document()

    def upload(self, token: str, release: dict[str, Json], name: str, data: bytes) -> Reply:
        """Upload an asset."""
        url = str(release["upload_url"]).replace("{?name,label}", f"?name={quote(name)}")
        kind = {"Content-Type": "application/octet-stream"}
        return self.client("POST", url, token=token, body=data, headers=kind)

    def edit(self, token: str, release: dict[str, Json], **members: Json) -> Reply:
        """Change a release."""
        url = f"{REPO}/releases/{release['id']}"
        return self.client("PATCH", url, token=token, body=members)
