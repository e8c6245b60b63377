import gzip
import json
import os
import re
import tracemalloc
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.errors import BadFile
from bot.sources import streams
from bot.sources.files import read_file
from bot.sources.reading import Found, Kind, Refused
from storage.models import Edition, EditionSource, Paper

REPOSITORY = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
needs_real_data = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data is not here")

TODAY = date(2026, 5, 20)
PAGE = (
    "Subscribe\n\nMar 11\n\nCounting Gulls: A Study\n\n" + "Gulls \\textbf{shout}. " * 20 + "\n\n"
    "Following Terns\n\n" + "Terns fly 5times farther. " * 20
)
DAILY = json.dumps(
    [
        {"paper": {"id": f"2603.0000{n}", "title": f"Paper {n}", "summary": "Birds."}}
        for n in range(1, 4)
    ]
)
LINE = json.dumps(
    {"id": "2603.00001", "title": "Gulls", "abstract": "Birds.", "date": "2026-03-06"}
)
LINES = f"{LINE}\n{LINE}\n"

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of this name and content, and says where."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def papers(path: Path) -> list[Paper]:
    items = list(read_file(path, TODAY).items)
    assert all(isinstance(item, Found) for item in items)
    return [item.paper for item in items if isinstance(item, Found)]


def refusal(path: Path) -> str:
    """The sentence with which a whole file is refused, early or late."""
    with pytest.raises(BadFile) as caught:
        list(read_file(path, TODAY).items)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "kind", "count"),
    [
        (PAGE, Kind.SAVED_PAGE, 2),
        (DAILY, Kind.DAILY_LIST, 3),
        (json.dumps(json.loads(DAILY), indent=2), Kind.DAILY_LIST, 3),
        (LINES, Kind.JSON_LINES, 2),
        ("\ufeff\n \n" + LINES, Kind.JSON_LINES, 2),
        (LINE, Kind.JSON_LINES, 1),
        (json.dumps(json.loads(LINE), indent=2), Kind.JSON_LINES, 1),
        ("[Gulls] In Brackets\n\n" + "A sentence. " * 30, Kind.SAVED_PAGE, 1),
    ],
)
def test_a_file_is_known_by_its_content(write: Write, content: str, kind: Kind, count: int) -> None:
    packed = gzip.compress(content.encode())
    for path in (write("misleading.pdf", content), write("packed.txt", packed)):
        reading = read_file(path, TODAY)
        assert reading.kind == kind
        assert reading.editions == ()
        assert sum(isinstance(item, Found) for item in reading.items) == count
        assert reading.bytes_read() == reading.size == path.stat().st_size


def test_a_page_may_be_utf16(write: Write) -> None:
    assert papers(write("page.txt", PAGE.encode("utf-16"))) == papers(write("p.txt", PAGE))


def test_a_bad_line_costs_itself_alone(write: Write) -> None:
    long_line = '{"id": "' + "9" * (streams.LONGEST_LINE + 5) + '"}'
    path = write("papers.jsonl", "\n".join(["{broken", LINE, long_line, LINE, LINE[:20]]))
    items = list(read_file(path, TODAY).items)
    assert [(type(item), item.line) for item in items] == [
        (Refused, 1),
        (Found, 2),
        (Refused, 3),
        (Found, 4),
        (Refused, 5),
    ]


def test_progress_grows_to_the_size(write: Write) -> None:
    path = write("papers.jsonl", LINES * 2000)
    reading = read_file(path, TODAY)
    seen = [reading.bytes_read() for _ in reading.items]
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] <= reading.size == path.stat().st_size


def test_a_reading_left_alone_leaves_nothing_open(write: Write) -> None:
    reading = read_file(write("papers.jsonl", LINES), TODAY)
    next(reading.items)
    del reading


def test_an_empty_list_says_that_its_day_had_nothing(write: Write) -> None:
    reading = read_file(write("2026-03-07.json", "[ ]\n"), TODAY)
    assert (reading.kind, list(reading.items)) == (Kind.DAILY_LIST, [])
    assert reading.editions == (
        Edition(day=date(2026, 3, 7), source=EditionSource.DAILY, paper_ids=()),
    )


def test_an_empty_list_without_a_day_is_refused(write: Write) -> None:
    assert "does not say of which day" in refusal(write("daily.json", "[]"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "is empty"),
        ("a.txt.gz", gzip.compress(b""), "is empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not text"),
        ("a.txt", bytes(range(1, 32)) * 30, "is not text"),
        ("a.txt", gzip.compress(gzip.compress(PAGE.encode())), "is not text"),
        ("a.txt", "Gulls à Paris\n".encode("latin-1") * 90, "is not text in UTF-8"),
        ("a.txt", PAGE.encode() + b"\xff", "is not text in UTF-8"),
        ("a.html", "<!DOCTYPE html><html>", "is a web page"),
        ("a.txt", "just a few words", "is not a file of papers"),
        ("a.csv", "id,title\n" * 40, "is not a file of papers"),
        ("a.py", "import os\n\nprint(os)\n\n" * 9, "is not a file of papers"),
        ("a.json", DAILY[:-20], "is cut short or not valid JSON"),
        ("a.json", LINE[:-20], "is cut short or not valid JSON"),
        ("a.json", "[" * 200_000, "is not valid JSON"),
        ("a.json", '{\n"error": "Invalid date"\n}', "holds no paper"),
        ("a.json.gz", gzip.compress(DAILY.encode())[:-12], "is cut short or damaged"),
        ("a.jsonl.gz", gzip.compress(LINES.encode() * 9)[:-9], "is cut short or damaged"),
        ("a.gz", gzip.compress(LINES.encode())[:10] + b"\xff" * 50, "is cut short or damaged"),
        ("a.gz", b"\x1f\x8b", "is cut short or damaged"),
        ("a.gz", b"\x1f\x8bnot gzip at all", "is cut short or damaged"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_a_sentence(
    write: Write, name: str, content: bytes | str, words: str
) -> None:
    sentence = refusal(write(name, content))
    assert sentence.startswith(f"{name} ")
    assert words in sentence
    assert sentence.endswith(".")


def test_a_stream_cut_late_is_refused_when_it_is_reached(write: Write) -> None:
    packed = gzip.compress(LINES.encode() * 9000)
    path = write("papers.jsonl.gz", packed[:-100])
    items = read_file(path, TODAY).items
    assert isinstance(next(items), Found)
    with pytest.raises(BadFile, match="cut short or damaged"):
        list(items)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    assert "There is no file gulls.txt" in refusal(tmp_path / "gulls.txt")
    assert "is a folder" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "is not a file that can be read" in refusal(tmp_path / "pipe")
    assert "cannot be read" in refusal(tmp_path / "a\0b")
    assert "cannot be read" in refusal(tmp_path / ("x" * 500))


def test_a_name_cannot_spoil_the_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a\u202e\nb\udcff").startswith("There is no file a b.")


@pytest.mark.parametrize("content", [b"a", b"{a", b"[{", PAGE.encode()])
def test_a_gzip_bomb_ends_in_bounded_memory(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as bomb:
        bomb.write(content)
        for _ in range(streams.MOST_WHOLE // streams.MIB + 2):
            bomb.write(b"a" * streams.MIB)
    tracemalloc.start()
    try:
        assert "holds more than 64 MB" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 2 * streams.MOST_WHOLE
    finally:
        tracemalloc.stop()


def test_a_line_without_end_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "endless.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as endless:
        endless.write(LINES.encode())
        for _ in range(streams.MOST_WHOLE // streams.MIB + 2):
            endless.write(b"a" * streams.MIB)
    tracemalloc.start()
    try:
        assert "line 3 does not end" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * streams.MIB
    finally:
        tracemalloc.stop()


def test_a_large_binary_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as large:
        large.truncate(500 * streams.MIB)
    tracemalloc.start()
    try:
        assert "is not text" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * streams.MIB
    finally:
        tracemalloc.stop()


def test_our_own_sample_is_read_whole() -> None:
    path = REPOSITORY / "bot" / "sample" / "edition.jsonl"
    items = list(read_file(path, TODAY).items)
    assert len(items) >= 40
    assert all(isinstance(item, Found) and item.source is EditionSource.DAILY for item in items)


@pytest.mark.real_data
@needs_real_data
class TestRealData:
    def test_the_saved_page_gives_its_88_papers_clean(self) -> None:
        reading = read_file(REAL_DATA / "saved_page.txt", TODAY)
        assert reading.kind == Kind.SAVED_PAGE
        items = [item for item in reading.items if isinstance(item, Found)]
        assert [item.position for item in items] == list(range(1, 89))
        assert {item.day for item in items} == {date(2026, 3, 11)}
        assert len({item.paper.id for item in items}) == 88
        assert items[0].paper.title.startswith("Omniview-Tuning: ")
        assert items[-1].paper.title.endswith(" and 3D Point Cloud")
        text = "\n".join(f"{item.paper.title}\n{item.paper.abstract}" for item in items)
        debris = (
            r"[\\`$]|''|\bsim\d|%sim|\dtimes|Ntimes|factor times|[A-Za-z]~|Contr-|methodname| \."
        )
        assert re.findall(debris, text) == []
        assert {"OPT_2.7B", "M^3AE", "~9%", "~24%", "129×", "N × N"} <= set(
            re.findall(r"OPT_2\.7B|M\^3AE|~9%|~24%|129×|N × N", text)
        )
        raw = (REAL_DATA / "saved_page.txt").read_text(encoding="utf-8")
        repositories = len(re.findall(r"github\.com/", raw))
        kinds = Counter(
            kind
            for item in items
            for kind in ("code_url", "data_url", "project_url")
            if getattr(item.paper, kind)
        )
        assert kinds["code_url"] + kinds["data_url"] == repositories == 29
        assert (kinds["data_url"], kinds["project_url"]) == (1, 8)

    def test_every_daily_list_is_read_whole(self) -> None:
        placements: list[tuple[date, str]] = []
        files = sorted((REAL_DATA / "daily_papers").glob("*.json.gz"))
        for path in files:
            reading = read_file(path, TODAY)
            assert reading.kind == Kind.DAILY_LIST
            for item in reading.items:
                assert isinstance(item, Found)
                assert item.day is not None
                assert item.source is EditionSource.DAILY
                assert path.name.startswith(item.day.isoformat())
                placements.append((item.day, item.paper.id))
        assert (len(files), len(placements)) == (55, 1252)
        assert len({paper_id for _, paper_id in placements}) == 1251

    def test_the_json_lines_are_read_whole(self) -> None:
        reading = read_file(REAL_DATA / "hf_daily.jsonl.gz", TODAY)
        assert reading.kind == Kind.JSON_LINES
        counts = Counter(type(item) for item in reading.items)
        assert counts == {Found: 8206}
