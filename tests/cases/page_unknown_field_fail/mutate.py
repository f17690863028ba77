"""One field more."""


def mutate(good: bytes) -> bytes:
    more = b'<input type="hidden" name="continue" value="x">'
    return good.replace(b"</form>", more + b"</form>")
