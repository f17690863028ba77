"""The file is Drive's page about its quota."""


def mutate(good: bytes) -> bytes:
    return b"<!DOCTYPE html><title>Google Drive - Quota exceeded</title>" + good[:0]
