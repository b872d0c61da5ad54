"""What the language model is told, as Markdown files that someone who is no programmer can read and change."""

from functools import cache
from importlib.resources import files


@cache
def load_prompt(name: str) -> str:
    """The text of `<name>.md` in this folder."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
