"""A second id."""


def mutate(good: bytes) -> bytes:
    again = b'<input type="hidden" name="id" value="2another">'
    return good.replace(b"</form>", again + b"</form>")
