"""What stands there before anybody acts: the network, the hosts on it, and Sigstore."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from release.policy import Repository
from tests.rehearsal import environment
from tests.rehearsal.hosts.clock import Clock
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.log_files import LogFiles
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.upstream import Upstream
from tests.rehearsal.sigstore import Sigstore
from tests.rehearsal.sigstore.trust import LOG_NAME
from tests.rehearsal.tools import Tools


class Stage:
    """Servers and processes, all below `root`; either all of them run, or none is left."""

    def __init__(self, tools: Tools, repository: Repository) -> None:
        """Start everything; raises what the parts raise."""
        self._open = ExitStack()
        try:
            self._start(tools, repository)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End every process and thread, and remove every file."""
        self._open.close()

    def client_env(self) -> dict[str, str]:
        """Return the way into the world, and its trust root in cosign's own words."""
        network = environment.network(self.network.proxy_url, self.network.ca_file)
        return {**network, **self.sigstore.client_env()}

    def _start(self, tools: Tools, repository: Repository) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        self._open.callback(shutil.rmtree, self.root, ignore_errors=True)
        # GitHub's clock runs ten times as fast as ours: what must be looked for twice, a minute
        # apart, is looked for twice, and a rehearsal does not wait a minute for it.
        self.network = Network(self.root / "network", Clock(rate=10.0))
        self._open.callback(self.network.close)
        self.network.start()
        self.sigstore = Sigstore(
            self.root / "sigstore",
            tools,
            proxy_url=self.network.proxy_url,
            ca_file=self.network.ca_file,
            faults=self.network.faults,
        )
        self._open.callback(self.sigstore.close)
        with ThreadPoolExecutor(1) as pool:
            # The log needs a second for its first entry; everything else is made meanwhile.
            signing = pool.submit(self.sigstore.start)
            self._start_hosts(repository)
            signing.result()
        self.network.mount(LOG_NAME, LogFiles(self.sigstore.log_directory).answer)

    def _start_hosts(self, repository: Repository) -> None:
        self.github = GitHub(
            self.root / "github",
            self.network,
            repository=repository.name,
            repository_id=repository.id,
            owner_id=repository.owner_id,
        )
        self._open.callback(self.github.close)
        self.upstream = Upstream(self.network)
