"""The reading side of a log on tiles: its files, under the addresses of the public instances."""

from pathlib import Path

from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.network import unsupported

_PREFIX = "/api/v2/"


class LogFiles:
    """Serves what Rekor v2 on files wrote into `directory`, as it is when it is asked for."""

    def __init__(self, directory: Path) -> None:
        """Serve `directory`, whose `checkpoint` is replaced in one step."""
        self.directory = directory

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        name = request.path.removeprefix(_PREFIX)
        public = name == "checkpoint" or name.startswith("tile/")
        if request.verb != "GET" or not request.path.startswith(_PREFIX):
            return unsupported(request)
        path = self.directory / name
        if not public or ".." in path.parts or not path.is_file():
            return Response.text(404, "Not Found")
        return Response.data(path.read_bytes())
