"""What the README says is there: its commands, its settings, its files."""

import re
import subprocess
import sys

import pytest

from bot.settings import BotSettings
from ingest.settings import PROJECT_DIR

README = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_names_every_setting() -> None:
    assert set(re.findall(r"^\| `(CALIS_\w+)`", README, re.MULTILINE)) == {
        f"CALIS_{name.upper()}" for name in BotSettings.model_fields
    }


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", README))))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (PROJECT_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"calis (ask|members check|ingest|chat|eval \w+)", README))))
def test_every_command_has_help(command: str) -> None:
    code = "from calis.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split(), "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:corpus|ingest|bot|evals|tests|calis)/[\w./-]*)`", README)))
)
def test_every_path_exists(path: str) -> None:
    assert (PROJECT_DIR / path).exists()
