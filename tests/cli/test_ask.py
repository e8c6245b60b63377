import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.cli.shell import Shell, ended

QUESTION = "a vision encoder that starts from a language model"
PENGUIN = "2603.06569"


def answers(out: str) -> list[dict[str, Any]]:
    """One object a line, each of exactly the shape that was promised."""
    found = [json.loads(line) for line in out.split("\n")[:-1]]
    assert out.endswith("\n")
    assert out.isascii()
    for each in found:
        assert list(each) == ["question", "matched", "results"]
        assert type(each["question"]) is str
        assert type(each["matched"]) is bool
        assert each["matched"] == bool(each["results"])
        assert len(each["results"]) <= 10
        for result in each["results"]:
            assert list(result) == ["id", "title", "score", "sentence"]
            assert [type(value) for value in result.values()] == [str, str, float, str]
        scores = [result["score"] for result in each["results"]]
        assert scores == sorted(scores, reverse=True)
    return found


@pytest.mark.usefixtures("data")
def test_an_answer_in_the_terminal(call: Call) -> None:
    outcome = call("ask", QUESTION)
    assert (outcome.code, outcome.err) == (0, "")
    title, facts, sentence, *_ = outcome.out.splitlines()
    assert title.startswith("1. Penguin-VL: ")
    assert facts.startswith(
        f"   2026-03-09 · https://huggingface.co/papers/{PENGUIN} · ▲ 30 · code:"
    )
    assert sentence.startswith("   Penguin-VL starts its vision encoder from")


@pytest.mark.usefixtures("data")
def test_a_question_that_nothing_answers(call: Call) -> None:
    outcome = call("ask", "train timetable to Berlin")
    assert (outcome.code, outcome.err) == (0, "")
    (words,) = outcome.out.splitlines()
    assert "Nothing here on “train timetable to Berlin”" in words
    assert answers(call("ask", "--json", "train timetable to Berlin").out) == [
        {"question": "train timetable to Berlin", "matched": False, "results": []}
    ]


@pytest.mark.usefixtures("data")
def test_an_empty_question_gets_an_example(call: Call) -> None:
    assert "for example: paperboy ask" in call("ask", "  ").out


@pytest.mark.usefixtures("data")
def test_markup_in_a_question_is_not_obeyed(call: Call) -> None:
    assert "“[bold]zzyzx[/nope]”" in call("ask", "[bold]zzyzx[/nope]").out


@pytest.mark.usefixtures("data")
def test_one_object_for_one_question(call: Call) -> None:
    (answer,) = answers(call("ask", "--json", QUESTION).out)
    assert answer["question"] == QUESTION
    assert answer["results"][0]["id"] == PENGUIN
    assert answer["results"][0]["title"].startswith("Penguin-VL: ")
    assert "vision encoder" in answer["results"][0]["sentence"]


@pytest.mark.usefixtures("data")
def test_at_most_ten(call: Call) -> None:
    (answer,) = answers(call("ask", "--json", "language models").out)
    assert len(answer["results"]) == 10


@pytest.mark.usefixtures("data")
def test_every_line_gets_one_answer_whatever_is_in_it(call: Call) -> None:
    lines = [
        QUESTION.encode(),
        b"",
        b"   ",
        b"vision\0encoder",
        b"\xff\xfe vision encoder \xc3",
        "مرحبا ‮vision encoder".encode(),
        ("vision encoder " * 5_000).encode(),
        "one\u2028two\u0085three\x0bfour\x1cfive\rsix".encode(),
        b'"; DROP TABLE papers; --',
        "🤖🤖🤖".encode(),
        b"@everyone **bold** [red]",
        b"with a carriage return\r",
        QUESTION.encode(),
    ]
    outcome = call("ask", "--json", "-", stdin=b"\n".join(lines) + b"\n")
    assert (outcome.code, outcome.err) == (0, "")
    found = answers(outcome.out)
    asked = [line.decode("utf-8", "replace").removesuffix("\r") for line in lines]
    assert [each["question"] for each in found] == asked
    matched = [number for number, each in enumerate(found) if each["matched"]]
    assert {0, 4, 12} <= set(matched)
    assert not {1, 2, 9} & set(matched)
    assert found[0] == found[-1]


@pytest.mark.usefixtures("data")
def test_a_last_line_without_an_end_counts_and_no_lines_give_nothing(call: Call) -> None:
    assert len(answers(call("ask", "--json", "-", stdin=b"vision\nvideo").out)) == 2
    assert call("ask", "--json", "-", stdin=b"").out == ""


@pytest.mark.usefixtures("data")
def test_a_byte_order_mark_is_no_part_of_the_question(call: Call) -> None:
    (answer,) = answers(call("ask", "--json", "-", stdin=b"\xef\xbb\xbfvision\r\n").out)
    assert answer["question"] == "vision"


@pytest.mark.usefixtures("data")
def test_lines_are_answered_in_words_too(call: Call) -> None:
    outcome = call("ask", "-", stdin=f"{QUESTION}\nzzyzx\n".encode())
    assert outcome.out.startswith("1. Penguin-VL")
    assert "Nothing here on “zzyzx”" in outcome.out


@pytest.mark.usefixtures("data")
def test_each_line_is_answered_before_the_next_is_written(shell: Shell) -> None:
    process = shell.start("ask", "--json", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    for question in (QUESTION, "", "zzyzx"):
        process.stdin.write(f"{question}\n".encode())
        process.stdin.flush()
        (answer,) = answers(process.stdout.readline().decode())
        assert answer["question"] == question
    process.stdin.close()
    process.stdin = None
    outcome = ended(process)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


@pytest.mark.usefixtures("data")
def test_ctrl_c_while_it_waits_for_a_line_ends_it(shell: Shell) -> None:
    process = shell.start("ask", "--json", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"vision\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    # Its standard input stays open: only the signal can end it.
    assert process.wait(timeout=60) == 130
    assert b"Traceback" not in ended(process).err.encode()


@pytest.mark.usefixtures("data")
def test_a_reader_that_has_enough_is_left_in_peace(shell: Shell) -> None:
    process = shell.start("ask", "--json", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"vision\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"video\n")
    process.stdin.close()
    process.stdin = process.stdout = None
    assert process.wait(timeout=60) == 1
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


def test_before_the_first_import_it_says_how(call: Call, tmp_path: Path) -> None:
    words = call("ask", QUESTION).sentence()
    assert str(tmp_path / "data" / "paperboy.db") in words
    assert "paperboy import FILE..." in words
    assert call("ask", "--json", "-", stdin=b"vision\n").out == ""
    assert not (tmp_path / "data").exists()


def test_help_names_every_command(call: Call) -> None:
    words = call("--help").out
    for command in ("run", "demo", "import", "ask", "init", "doctor", "backup"):
        assert f" {command} " in words


@pytest.mark.usefixtures("data")
def test_corrected_words_are_told_and_can_be_searched_as_written(call: Call) -> None:
    outcome = call("ask", "difusion transformer")
    head, first, *_ = outcome.out.splitlines()
    assert head == (
        "Showing results for diffusion instead of difusion; --as-written searches as it is."
    )
    assert first.startswith("1. ")
    written = call("ask", "--as-written", "difusion")
    assert "Nothing here on “difusion”" in written.out


@pytest.mark.usefixtures("data")
def test_limits(call: Call) -> None:
    (answer,) = answers(call("ask", "--json", "vision has:code").out)
    assert answer["matched"]
    outcome = call("ask", "vision since:2027")
    assert (outcome.code, outcome.err) == (0, "")
    assert "with these limits; without them there is" in outcome.out
    assert "passes “since:2027”" in call("ask", "since:2027").out


@pytest.mark.usefixtures("data")
def test_what_cannot_be_read_is_pointed_at_and_the_next_line_answered(call: Call) -> None:
    outcome = call("ask", "vision since:2026-13")
    assert (outcome.code, outcome.out) == (1, "")
    sentence, pointed, carets = outcome.err.splitlines()
    assert sentence.startswith("There is no month 13.")
    start = carets.index("^")
    assert pointed[start : start + carets.count("^")] == "2026-13"
    outcome = call("ask", "--json", "-", stdin=b"vision since:2026-13\nin:list\nvision\n")
    assert outcome.code == 1
    matched = [each["matched"] for each in answers(outcome.out)]
    assert matched == [False, False, True]
    assert "There is no month 13." in outcome.err
    assert "in:list looks through a reading list" in outcome.err
