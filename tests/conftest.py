"""What all tests share: no network but this machine, and one real index of the real corpus."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Desk
from ingest.pipeline import ingest
from ingest.settings import PROJECT_DIR, IngestSettings

CORPUS = PROJECT_DIR / "corpus"
_LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in _LOCAL:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> None:
    """Settings of the person who runs the tests must not change what they see."""
    for name in [name for name in os.environ if name.startswith("CALIS_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> IngestSettings:
    """The real corpus, ingested once with the real model."""
    made = IngestSettings(_env_file=None, home=tmp_path_factory.mktemp("home"), corpus=CORPUS)
    ingest(made)
    return made


@pytest.fixture(scope="session")
def desk(settings: IngestSettings) -> Desk:
    """A desk over the real index."""
    return Desk(settings)


@pytest.fixture()
def small_corpus(tmp_path: Path) -> Path:
    """A corpus of one short roster, to be changed and broken."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "manifest.toml").write_text(
        '[[source]]\nid = "list"\nfile = "list.txt"\ntitle = "小名单"\nkind = "roster"\nas_of = 2023-12-31\n'
        '[[source.lists]]\nid = "members"\nheading = "成员馆名单"\nedition = "2023"\n',
        encoding="utf-8",
    )
    (corpus / "list.txt").write_text(
        "成员馆名单（截止到 2023 年 12 月 31 日）\n\n序号\t单位名称\t级别\n"
        "1\t北京大学图书馆\tB+级\n2\t南开大学图书馆\tB 级\n3\t澳门大学图书馆\t海外用户\n",
        encoding="utf-8",
    )
    return corpus
