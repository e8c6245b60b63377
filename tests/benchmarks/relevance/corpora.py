"""What is searched and asked: judged collections of others, and questions of our own."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.search.documents import Document
from bot.sources.files import read_file
from bot.sources.identifiers import title_key
from bot.sources.reading import Found

JUDGED = ("scifact", "cranfield", "cisi")
"""Folders under `ir/` of the real data."""
CATALOGUES = ("page", "daily", "all")
"""A saved page (88 papers), 55 daily lists (1,251), and these with the lists of two years."""
QUESTIONS = Path(__file__).resolve().parents[2] / "search"
ORIGINS = ("judged", "blind", "catalogue_questions")
"""Files of questions of ours."""
_DAY = date(2026, 5, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answer."""

    text: str
    grades: Mapping[str, int]
    """Relevant documents by id, the better the higher; none if nothing answers it."""
    kind: str = ""
    """own, known, bad, fact: somebody means one paper; out, none, near: nothing is there."""
    origin: str = ""
    """Which of our sets it is from, one of `ORIGINS`."""
    half: str = ""
    """tune: numbers were set by it; measure: it was kept away from that."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and what is asked of them."""

    name: str
    documents: tuple[Document, ...]
    asked: tuple[Asked, ...]


def judged_collection(folder: Path) -> Collection:
    """A collection of `corpus`, `queries` and `qrels` files.

    A higher grade is a better document. Cranfield's file counts so too, though the paper it
    comes from counts the other way: it has 128 documents of grade 4 ("a complete answer") and
    588 of grade 1 (of least interest).
    """
    documents = tuple(
        Document(row["id"], row["title"], row["text"])
        for row in _json_lines(folder / "corpus.jsonl.gz")
    )
    grades: dict[str, dict[str, int]] = {}
    for line in _lines(folder / "qrels.tsv.gz"):
        query, document, grade = line.split("\t")
        grades.setdefault(query, {})[document] = int(grade)
    asked = tuple(
        Asked(row["text"], grades[row["id"]])
        for row in _json_lines(folder / "queries.jsonl.gz")
        if any(grade > 0 for grade in grades.get(row["id"], {}).values())
    )
    return Collection(folder.name, documents, asked)


def own_collection(name: str, real_data: Path) -> Collection:
    """One of `CATALOGUES` with the questions of ours that can be asked of it.

    A question for which nothing is there is asked of a larger catalogue only if it was written
    for that one, or for all: among more papers it might find its answer. "all" holds the papers
    of both others.
    """
    paths = {
        "page": [real_data / "saved_page.txt"],
        "daily": sorted((real_data / "daily_papers").glob("*.json.gz")),
    }
    paths["all"] = [*paths["daily"], *paths["page"], real_data / "hf_daily.jsonl.gz"]
    documents = tuple(_papers(paths[name]))
    by_title = {title_key(document.title): document.id for document in documents}
    asked = []
    for question, written_for, meant in _questions(by_title):
        if question.grades:
            here = written_for == name or name == "all"
        elif question.origin == "catalogue_questions":
            here = written_for in (name, "all") or question.kind == "none"
        elif question.kind == "near" and question.origin == "blind":
            here = written_for == name or (written_for, name) == ("daily", "all")
        else:
            here = written_for in (name, "any") or name == "page" or question.kind == "none"
            here = here or (written_for, name) == ("daily", "all")
        if here and len(question.grades) < meant:
            raise ValueError(f"a paper meant by {question.text!r} is not in {name}")
        if here:
            asked.append(question)
    return Collection(name, documents, tuple(asked))


def _questions(by_title: Mapping[str, str]) -> Iterator[tuple[Asked, str, int]]:
    """Every question, the catalogue it was written for, and how many papers it means.

    Papers that are not there are missing from its grades.
    """
    ids = set(by_title.values())
    for origin in ORIGINS:
        for row in _json_lines(QUESTIONS / f"{origin}.jsonl"):
            text: str = row["question"]
            meant: list[str] = row.get("papers") or ([row["paper"]] if row.get("paper") else [])
            found = [by_title.get(title_key(each), each) for each in meant]
            half = row.get("half") or _half(text)
            grades = {each: 1 for each in found if each in ids}
            # A paper that is not there must not make it a question for nothing.
            if bool(grades) == bool(meant):
                yield Asked(text, grades, row["kind"], origin, half), row["catalogue"], len(meant)


def _half(question: str) -> str:
    return "tune" if hashlib.sha256(question.encode()).digest()[0] % 2 == 0 else "measure"


def _papers(paths: Iterable[Path]) -> Iterator[Document]:
    ids, titles = set[str](), set[str]()
    for path in paths:
        for item in read_file(path, _DAY).items:
            if not isinstance(item, Found):
                continue
            document = Document.of(item.paper)
            title = title_key(document.title)
            if document.id not in ids and title not in titles:
                ids.add(document.id)
                titles.add(title)
                yield document


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in _lines(path):
        yield json.loads(line)


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(str.strip, lines)
    else:
        yield from path.read_text(encoding="utf-8").splitlines()
