"""How GraphQL says no."""


class GraphQLError(Exception):
    """A refusal, which GraphQL gives with status 200."""

    def __init__(self, kind: str, message: str) -> None:
        """Name the type and the message."""
        super().__init__(message)
        self.kind = kind
