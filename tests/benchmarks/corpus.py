"""The papers that are searched: real ones, and above their number ones drawn from them.

A drawn paper mixes sentences of two real papers. New words enter it as Heaps' law says they do
in the real ones: after n words of text a vocabulary has k * n ** beta words. Half of the words
put in are new, half are earlier new ones, the frequent ones more often, so that most new words
stay rare and a few become common. Everything is drawn from one seed: the papers of a size are
the first papers of every greater size.
"""

import math
import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from bot.sources.files import read_file
from bot.sources.identifiers import title_key
from bot.sources.reading import Found
from storage.models import Paper
from tests.benchmarks.words import WORD

REPOSITORY = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
SAMPLE = REPOSITORY / "bot" / "sample" / "edition.jsonl"
TODAY = date(2026, 5, 31)
"""Gives a saved page's day its year."""
SEED = 20260531
FRESH = 1_200
"""Papers kept apart, to be added to what is built."""
MARKER = "qzx"
"""How a word begins that stands in one fresh paper and nowhere else."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_PLAIN = re.compile(r"[a-z]{5,14}")
_DRAWN_A_MONTH = 90_000
_FIRST_DRAWN_YEAR = 60
_LETTERS = "bdfgklmnprstvz"


@dataclass(frozen=True, slots=True)
class Growth:
    """Heaps' law as fitted: after n words of text, k * n ** beta different ones."""

    k: float
    beta: float

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> tuple["Growth", int, set[str]]:
        """The law that fits these papers best, with their words in all and their vocabulary."""
        seen: set[str] = set()
        words = 0
        points = []
        for paper in papers:
            for word in WORD.findall(f"{paper.title} {paper.abstract}".lower()):
                seen.add(word)
                words += 1
            points.append((math.log(words), math.log(len(seen))))
        # Points evenly spread over log n, so that the many last ones do not drown the first.
        step = (points[-1][0] - points[0][0]) / 40 or 1.0
        spread = {round((x - points[0][0]) / step): (x, y) for x, y in points}.values()
        mean_x = sum(x for x, _ in spread) / len(spread)
        mean_y = sum(y for _, y in spread) / len(spread)
        below = sum((x - mean_x) ** 2 for x, _ in spread)
        beta = sum((x - mean_x) * (y - mean_y) for x, y in spread) / below if below else 0.5
        return cls(math.exp(mean_y - beta * mean_x), beta), words, seen

    def rate(self, words: int) -> float:
        """The chance that the next word of a text is a new one, after so many."""
        return min(1.0, self.k * self.beta * math.pow(words, self.beta - 1))


def known_papers(real_data: Path = REAL_DATA) -> tuple[str, list[Paper]]:
    """Whether they are "real" or our own "sample", and the papers, each once."""
    sources = [real_data / "saved_page.txt"]
    sources += sorted((real_data / "daily_papers").glob("*.json.gz"))
    sources.append(real_data / "hf_daily.jsonl.gz")
    present = [path for path in sources if path.is_file()]
    origin = "real" if present else "sample"
    papers: dict[str, Paper] = {}
    titles: set[str] = set()
    for path in present or [SAMPLE]:
        for item in read_file(path, TODAY).items:
            if isinstance(item, Found) and item.paper.id not in papers:
                key = title_key(item.paper.title)
                if key not in titles:
                    titles.add(key)
                    papers[item.paper.id] = item.paper
    return origin, list(papers.values())


class Drawing:
    """Draws papers without end from known ones."""

    def __init__(self, papers: list[Paper], *, fresh: bool = False) -> None:
        self._papers = papers
        self._fresh = fresh
        self._random = random.Random(SEED + fresh)
        self.growth, self._words, self._vocabulary = Growth.of(papers)
        self._stock = sorted(word for word in self._vocabulary if _PLAIN.fullmatch(word))
        self._repeated: list[str] = []
        self._sentences = [
            [s.split() for s in _SENTENCE_END.split(paper.abstract) if s] for paper in papers
        ]
        self._signed = [paper.authors for paper in papers if paper.authors] or [()]
        self._days = [paper.day for paper in papers]

    def __iter__(self) -> Iterator[Paper]:
        number = 0
        while True:
            yield self._paper(number)
            number += 1

    def _paper(self, number: int) -> Paper:
        draw = self._random
        first, second = draw.randrange(len(self._papers)), draw.randrange(len(self._papers))
        one, other = self._papers[first], self._papers[second]
        start, end = one.title.split(), other.title.split()
        title = start[: (len(start) + 1) // 2] + end[len(end) // 2 :]
        pool = self._sentences[first] + self._sentences[second]
        many = min(len(pool), max(3, len(self._sentences[first])))
        abstract = [word for sentence in draw.sample(pool, many) for word in sentence]
        self._renew(title)
        self._renew(abstract)
        if self._fresh:
            title.append(marker(number))
        day = draw.choice(self._days)
        return Paper(
            id=_drawn_id(number, self._fresh),
            title=" ".join(title),
            abstract=" ".join(abstract),
            authors=draw.choice(self._signed),
            published=day,
            upvotes=draw.choice(self._papers).upvotes,
            code_url=draw.choice(self._papers).code_url,
            keywords=one.keywords,
        )

    def _renew(self, text: list[str]) -> None:
        """Put words into a text that no real paper has, as many as the law says."""
        places = 2 * len(text) * self.growth.rate(self._words)
        self._words += len(text)
        for _ in range(int(places + self._random.random())):
            if self._repeated and self._random.random() < 0.5:
                word = self._random.choice(self._repeated)
            else:
                word = self._new_word()
            self._repeated.append(word)
            text[self._random.randrange(len(text))] = word

    def _new_word(self) -> str:
        if not self._stock:
            word = f"word{len(self._vocabulary)}"
        else:
            start, end = self._random.choice(self._stock), self._random.choice(self._stock)
            word = start[: (len(start) + 1) // 2] + end[len(end) // 2 :]
            while word in self._vocabulary:
                word += self._random.choice(_LETTERS) + self._random.choice("aeiou")
        self._vocabulary.add(word)
        return word


def marker(number: int) -> str:
    """The word that stands in the title of this fresh paper alone."""
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return f"{MARKER}{letters}"


def _drawn_id(number: int, fresh: bool) -> str:
    """An id that no real paper has had: a month of the far future and a number."""
    month, place = divmod(number, _DRAWN_A_MONTH)
    year, month = divmod(month, 12)
    return f"{_FIRST_DRAWN_YEAR + year + 30 * fresh:02}{month + 1:02}.{place:05}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Papers on disk, one a line: the first of them for a size, and fresh ones to add."""

    origin: str
    known: int
    growth: Growth
    path: Path
    fresh_path: Path

    def papers(self, size: int) -> Iterator[Paper]:
        """The first `size` papers, read as they are gone through."""
        return read_papers(self.path, size)


def write_corpus(folder: Path, most: int, real_data: Path = REAL_DATA) -> Corpus:
    """Write the papers of the greatest size, and the fresh ones, to `folder`."""
    origin, known = known_papers(real_data)
    drawing = Drawing(known)
    path, fresh_path = folder / "papers.jsonl", folder / "fresh.jsonl"
    _write(path, islice(known, most))
    if most > len(known):
        _write(path, islice(drawing, most - len(known)), mode="a")
    _write(fresh_path, islice(Drawing(known, fresh=True), FRESH))
    return Corpus(origin, len(known), drawing.growth, path, fresh_path)


def read_papers(path: Path, most: int, first: int = 0) -> Iterator[Paper]:
    """Papers of a file that `write_corpus` wrote, from the line `first`, at most so many."""
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, first, first + most):
            yield Paper.model_validate_json(line)


def _write(path: Path, papers: Iterable[Paper], mode: str = "w") -> None:
    with path.open(mode, encoding="utf-8") as file:
        for paper in papers:
            file.write(paper.model_dump_json(exclude_defaults=True))
            file.write("\n")
