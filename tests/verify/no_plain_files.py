"""Things in a model directory that are no plain file with one name; each returns how to name it.

Beside the directory lies `models-evil`, with another model; in it are `model.onnx` and `deep/er`.
"""

import os
import socket
from pathlib import Path


def symlink(models: Path) -> str:
    (models / "link.onnx").symlink_to(models.parent / "models-evil" / "model.onnx")
    return "link.onnx"


def symlink_inside(models: Path) -> str:
    (models / "link.onnx").symlink_to("model.onnx")
    return "link.onnx"


def symlinked_folder(models: Path) -> str:
    (models / "away").symlink_to(models.parent / "models-evil")
    return "away/model.onnx"


def symlinked_folder_inside(models: Path) -> str:
    (models / "near").symlink_to("deep")
    return "near/er/model.onnx"


def symlink_deep(models: Path) -> str:
    (models / "deep" / "away").symlink_to(models.parent / "models-evil")
    return "deep/away/model.onnx"


def dangling(models: Path) -> str:
    (models / "link.onnx").symlink_to("nothing")
    return "link.onnx"


def loop(models: Path) -> str:
    (models / "link.onnx").symlink_to("link.onnx")
    return "link.onnx"


def hard_link(models: Path) -> str:
    os.link(models.parent / "models-evil" / "model.onnx", models / "link.onnx")
    return "link.onnx"


def hard_link_inside(models: Path) -> str:
    os.link(models / "deep" / "er" / "model.onnx", models / "link.onnx")
    return "link.onnx"


def fifo(models: Path) -> str:
    os.mkfifo(models / "pipe.onnx")
    return "pipe.onnx"


def socket_file(models: Path) -> str:
    os.chdir(models)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.onnx")
    return "socket.onnx"


def folder(_: Path) -> str:
    return "deep"


def file_as_folder(_: Path) -> str:
    return "model.onnx/model.onnx"


KINDS = (
    *(symlink, symlink_inside, symlinked_folder, symlinked_folder_inside, symlink_deep),
    *(dangling, loop, hard_link, hard_link_inside, fifo, socket_file, folder, file_as_folder),
)
