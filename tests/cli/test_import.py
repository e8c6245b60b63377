import gzip
import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.shell import REPOSITORY, SAMPLE, TOKEN, Shell

REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
needs_real_data = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data is not here")

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


def line(number: int, **more: object) -> str:
    paper = {"id": f"2603.1{number:04}", "title": f"Gulls {number}", "abstract": "They shout."}
    return json.dumps({**paper, **more}) + "\n"


def test_the_sample_comes_in_and_a_second_time_changes_nothing(call: Call) -> None:
    first = call("import", SAMPLE)
    assert first.code == 0
    assert first.out == (
        "edition.jsonl: JSON Lines, 50 papers, 5 daily lists: "
        "50 added, 0 updated, 0 unchanged, 0 refused.\n"
    )
    assert first.err == ""
    second = call("import", SAMPLE)
    assert (second.code, second.err) == (0, "")
    assert "0 added, 0 updated, 50 unchanged, 0 refused." in second.out


def test_each_kind_of_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "2026-03-11.json").write_text(DAILY)
    (tmp_path / "2026-03-12.json.gz").write_bytes(gzip.compress(DAILY.encode()))
    (tmp_path / "papers.jsonl").write_text(line(1) + line(2))
    names = ["page.txt", "2026-03-11.json", "2026-03-12.json.gz", "papers.jsonl"]
    outcome = call("import", *names)
    assert (outcome.code, outcome.err) == (0, "")
    *files, total = outcome.out.splitlines()
    assert [each.partition(":")[0] for each in files] == names
    assert [re.findall(r"(\d+) papers", each) for each in files] == [["2"], ["3"], ["3"], ["2"]]
    assert total == (
        "In all: 4 files, 10 papers, 7 added, 0 updated, 3 unchanged, 0 refused, 2 daily lists."
    )


def test_a_changed_paper_is_updated(call: Call, tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    papers.write_text(line(1) + line(2))
    call("import", papers)
    papers.write_text(line(1) + line(2, abstract="They are silent."))
    assert "0 added, 1 updated, 1 unchanged, 0 refused." in call("import", papers).out
    assert "They are silent." in call("ask", "which gulls are silent").out


def test_refused_lines_are_named_with_a_reason(call: Call, tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    papers.write_text(line(1) + "nonsense\n" + line(2) + '{"id": 3, "title": "x"}\n')
    outcome = call("import", papers)
    assert outcome.code == 1
    report, *refused = outcome.out.splitlines()
    assert "2 added, 0 updated, 0 unchanged, 2 refused." in report
    assert [each.partition(":")[0] for each in refused] == ["  line 2", "  line 4"]
    assert all(len(each.partition(":")[2]) > 10 for each in refused)


def test_of_many_refused_lines_the_first_are_named(call: Call, tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    papers.write_text(line(1) + "{}\n" * 500)
    outcome = call("import", papers)
    assert outcome.code == 1
    assert len(outcome.out.splitlines()) == 22
    assert outcome.out.splitlines()[-1] == "  and 480 more refused"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("space.txt", b" \n\t\n", "is empty"),
        ("binary.jsonl", bytes(range(256)) * 40, "is not text"),
        ("cut.jsonl.gz", gzip.compress(SAMPLE.read_bytes())[:5000], "cut short or damaged"),
        ("cut.json", DAILY[:-40].encode(), "cut short"),
        ("not.gz", b"hello", "not"),
        ("letter.txt", b"The meeting is on Monday.\n", "is not a file of papers"),
        ("web.html", b"<!doctype html><html><body>papers</body></html>", "is a web page"),
        ("latin.jsonl", '{"id": "2603.1", "title": "Möwen"}'.encode("latin-1"), "UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_one_sentence(
    call: Call, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    words = call("import", name).sentence()
    assert words.startswith(name)
    assert says in words


def test_a_file_that_is_not_there(call: Call) -> None:
    assert call("import", "papers.txt").sentence() == (
        "There is no file papers.txt. Check its name and folder."
    )


def test_a_folder_is_no_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    assert "papers is a folder" in call("import", "papers").sentence()


def test_no_file_at_all_says_how(call: Call) -> None:
    outcome = call("import")
    assert outcome.code == 2
    assert "FILE" in outcome.err


def test_one_bad_file_leaves_the_good_ones_in(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b"\0\1\2")
    (tmp_path / "good.jsonl").write_text(line(1))
    outcome = call("import", "missing.txt", "bad.json", "good.jsonl", SAMPLE)
    assert outcome.code == 1
    assert [each.split()[0] for each in outcome.err.splitlines()] == ["There", "bad.json"]
    assert "In all: 2 files, 51 papers, 51 added" in outcome.out
    assert "Gulls 1" in call("ask", "gulls").out


def test_what_came_before_the_cut_is_kept(call: Call, tmp_path: Path) -> None:
    long = "They shout. " * 400
    many = "".join(line(number, abstract=f"{number} {long}") for number in range(600)).encode()
    packed = gzip.compress(many)
    (tmp_path / "papers.jsonl.gz").write_bytes(packed[: len(packed) * 4 // 5])
    assert "cut short or damaged" in call("import", "papers.jsonl.gz").sentence()
    (tmp_path / "papers.jsonl.gz").write_bytes(packed)
    mended = call("import", "papers.jsonl.gz")
    assert mended.code == 0
    (kept,) = re.findall(r"(\d+) unchanged", mended.out)
    assert int(kept) >= 250


def test_markup_in_a_name_is_not_obeyed(call: Call, tmp_path: Path) -> None:
    (tmp_path / "[red]x[bold].jsonl").write_text(line(1) + "{}\n")
    outcome = call("import", "[red]x[bold].jsonl")
    assert outcome.out.startswith("[red]x[bold].jsonl: ")


def test_a_file_that_may_not_be_read(shell: Shell, bound: tuple[str, ...]) -> None:
    (shell.folder / "papers.jsonl").write_text(line(1))
    (shell.folder / "papers.jsonl").chmod(0o000)
    words = shell.run("import", "papers.jsonl", before=bound).sentence()
    assert words.startswith("papers.jsonl")
    assert "read" in words


def test_a_folder_that_may_not_be_written(shell: Shell, bound: tuple[str, ...]) -> None:
    home = shell.folder / "home"
    home.mkdir(mode=0o500)
    words = shell.run("import", SAMPLE, before=bound, PAPERBOY_DATA=str(home / "data")).sentence()
    assert str(home) in words


def test_a_file_in_the_place_of_the_folder(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    for words in (("import", str(SAMPLE)), ("ask", "gulls"), ("backup", "copy.db")):
        assert "data is a file" in call(*words).sentence()
    assert (tmp_path / "data").read_text() == "mine"


def test_piped_output_has_neither_progress_nor_colours_nor_broken_lines(shell: Shell) -> None:
    (shell.folder / "bad.jsonl").write_text(line(1) + json.dumps({"id": "x" * 200}) + "\n")
    outcome = shell.run("import", SAMPLE, "bad.jsonl", "missing.txt", COLUMNS="20")
    assert "\x1b" not in outcome.out + outcome.err
    assert len(outcome.out.splitlines()) == 4
    assert outcome.err.splitlines() == ["There is no file missing.txt. Check its name and folder."]


def test_progress_on_a_terminal(shell: Shell) -> None:
    pty = pytest.importorskip("pty", reason="terminals are another thing here")
    papers = shell.folder / "papers.jsonl"
    papers.write_text("".join(line(number) for number in range(1000)))
    seen = bytearray()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(shell.folder)
        python = shell.python()
        os.execve(python, [python, "-m", "bot", "import", papers.name], shell.environment())
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other side is gone
            break
        if not piece:
            break
        seen += piece
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    words = seen.decode()
    assert re.search(r"papers\.jsonl.*━.*/.*[kMG]?B", words)
    report = next(each for each in words.splitlines() if "1000 added" in each)
    assert "papers.jsonl: JSON Lines, 1000 papers" in report


def test_the_token_is_not_needed_and_not_shown(shell: Shell) -> None:
    outcome = shell.run("import", SAMPLE, DISCORD_TOKEN=TOKEN)
    assert outcome.code == 0
    assert TOKEN not in outcome.out + outcome.err


@needs_real_data
@pytest.mark.real_data
def test_the_real_files(call: Call) -> None:
    days = sorted((REAL_DATA / "daily_papers").glob("*.json.gz"))
    first = call("import", REAL_DATA / "saved_page.txt", *days)
    assert (first.code, first.err) == (0, "")
    assert re.search(r"^saved_page\.txt: .*, 88 papers", first.out)
    assert ", 0 refused" in first.out.splitlines()[-1]
    assert len(first.out.splitlines()) == 57
    again = call("import", REAL_DATA / "saved_page.txt", *days)
    assert ": 56 files, " in again.out.splitlines()[-1]
    assert " 0 added, 0 updated, " in again.out.splitlines()[-1]
