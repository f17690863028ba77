"""The form has another name."""


def mutate(good: bytes) -> bytes:
    return good.replace(b'id="download-form"', b'id="uc-form"')
