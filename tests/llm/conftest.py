"""What the tests of the language model's part share: an assistant over the real desk and a scripted server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.llm.assistant import Assistant
from bot.settings import BotSettings
from bot.verify import Known

from .server import ScriptedServer

AskWith = Callable[..., Assistant]


@pytest.fixture()
def assistant(desk: Desk, settings: BotSettings) -> AskWith:
    """Makes an assistant for a server, with other settings if need be."""

    def make(server: ScriptedServer, **changes: object) -> Assistant:
        values = {"home": settings.home, "corpus": settings.corpus, "llm_base_url": server.url, "llm_model": "m"}
        return Assistant(desk, BotSettings(_env_file=None, **values | changes))

    return make


@pytest.fixture(scope="session")
def known(desk: Desk) -> Known:
    return Known.of(desk.current().rosters)


TABLES = Path(__file__).parent
