"""Vocabulary as data: the TOML files of this folder, readable and changeable by someone who is no programmer."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """The content of `<name>.toml` in this folder; the caller must not change it."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
