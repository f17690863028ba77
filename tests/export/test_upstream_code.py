"""The list of allowed sentences: what upstream's code may say, and what it may not."""

import pytest

from release.errors import ParityError
from release.export.upstream_code import load, require_plain
from tests.upstream_code import source

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
NET = HEAD + "class A(nn.Module):\n  def forward(self, x):\n    "


def test_the_stand_in_for_upstream_is_plain() -> None:
    require_plain(source())


@pytest.mark.parametrize(
    "text",
    [
        "import os\n",
        "import torch as nn\n",
        "from torch import nn\n",
        "import torch, os\n",
        HEAD + "print(1)\n",
        HEAD + "x = 1\n",
        HEAD + "class A(torch.nn.Module):\n  x = __import__('os').system('id')\n",
        HEAD + "class A(nn.Module):\n  def f(self, a=eval('1')): pass\n",
        HEAD + "class A(nn.Module, metaclass=nn.ReLU):\n  def f(self, x): return x\n",
        HEAD + "class A(nn.ReLU):\n  def f(self, x): return x\n",
        HEAD + "@nn.ReLU\nclass A(nn.Module):\n  def f(self, x): return x\n",
        HEAD + "class A(nn.Module):\n  def f(self, *x): return x\n",
        HEAD + "class A(nn.Module):\n  def f(self, x: open('/x')): return x\n",
        HEAD + "def F(x): return x\n",
        NET + "return torch.hub.load('x', 'y')",
        NET + "return torch.load('x')",
        NET + "return self.__class__.__mro__",
        NET + "return nn.Module._call_impl",
        NET + "return F.interpolate.__globals__",
        NET + "return open('x')",
        NET + "return [y for y in x]",
        NET + "return (lambda: x)()",
        NET + "return f'{x}'",
        NET + "import os",
        NET + "torch.cat = x",
        NET + "torch = x",
        NET + "global G",
        NET + "exec('1')",
        NET + "with x: pass",
        "class A(",
        "\0",
        "(" * 5000,
    ],
)
def test_anything_else_is_refused_before_it_runs(text: str) -> None:
    with pytest.raises(ParityError):
        load(text.encode())
