"""Texts with lasting numbers: the terms of an index, its words, the ids of its documents.

Most of a lexicon is frozen: bytes, their ends, and the texts' checksums in ascending order with
the number of each, arrays that can be memory-mapped. What has come since is in a dictionary.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_REMEMBERED = 20_000
"""Texts whose frozen number is remembered, so that asking again costs nothing."""


class Lexicon:
    """Numbers from 0 in the order in which the texts came; none is ever taken back.

    One thread adds; any number of threads may ask meanwhile.
    """

    def __init__(self) -> None:
        self._bytes = np.zeros(0, dtype=np.uint8)
        self._ends = np.zeros(1, dtype=np.int64)
        self._checksums = np.zeros(0, dtype=np.uint32)
        self._order = np.zeros(0, dtype=np.int32)
        self._fresh: dict[str, int] = {}
        self._fresh_texts: list[str] = []
        self._remembered: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._order) + len(self._fresh_texts)

    def __iter__(self) -> Iterator[str]:
        return (self.text(number) for number in range(len(self)))

    def number(self, text: str) -> int:
        """The number of a text, or -1."""
        found = self._fresh.get(text)
        if found is not None:
            return found
        if not len(self._order):
            return -1
        found = self._remembered.get(text)
        if found is None:
            found = self._frozen(encoded(text))
            if len(self._remembered) >= _REMEMBERED:
                self._remembered = {}
            self._remembered[text] = found
        return found

    def numbers(self, texts: Sequence[str]) -> list[int]:
        """The number of each text; those it does not know it takes in."""
        fresh, remembered = self._fresh, self._remembered
        unknown = [text for text in dict.fromkeys(texts) if text not in fresh]
        found: dict[str, int] = {}
        if len(self._order):
            found = {text: n for text in unknown if (n := remembered.get(text, -1)) >= 0}
            unknown = [text for text in unknown if text not in found]
            looked_up = zip(unknown, self._frozen_numbers(unknown), strict=True)
            old = {text: number for text, number in looked_up if number >= 0}
            if len(remembered) + len(old) <= _REMEMBERED:
                remembered.update(old)
            found |= old
            unknown = [text for text in unknown if text not in old]
        for number, text in enumerate(unknown, start=len(self)):
            # The text first: whoever finds the number may ask for it at once.
            self._fresh_texts.append(text)
            fresh[text] = number
            remembered.pop(text, None)
        return [fresh[text] if text in fresh else found[text] for text in texts]

    def text(self, number: int) -> str:
        """The text of a number. Raises IndexError where there is none."""
        frozen = len(self._order)
        if number >= frozen:
            return self._fresh_texts[number - frozen]
        if number < 0:
            raise IndexError(number)
        return self._piece(number).decode("utf-8", "surrogatepass")

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """The text of each of some numbers, quicker than one by one. Raises IndexError."""
        frozen = len(self._order)
        places = np.array(numbers, dtype=np.int64)
        if not len(places) or places.max() >= frozen or places.min() < 0:
            return list(map(self.text, numbers))
        starts, ends = self._ends[places].tolist(), self._ends[places + 1].tolist()
        data = self._bytes.data
        return [
            str(data[start:end], "utf-8", "surrogatepass")
            for start, end in zip(starts, ends, strict=True)
        ]

    def known(self, texts: Iterable[str]) -> list[str]:
        """Those of many texts that it has, quicker than one by one."""
        texts = list(texts)
        fresh = self._fresh
        found = [text for text in texts if text in fresh]
        if len(self._order):
            numbers = self._frozen_numbers(texts)
            found += [text for text, number in zip(texts, numbers, strict=True) if number >= 0]
        return found

    def starting_with(self, prefix: str) -> list[int]:
        """The numbers of the texts that start with some text."""
        fresh = [number for text, number in self._fresh.copy().items() if text.startswith(prefix)]
        if not len(self._order):
            return fresh
        if not prefix:
            return [*range(len(self._order)), *fresh]
        places = np.fromiter(_all_places(encoded(prefix), self._bytes.data), dtype=np.int64)
        # Of texts that end at the same place all but the last are empty.
        numbers = self._ends.searchsorted(places, side="right") - 1
        found: list[int] = numbers[self._ends[numbers] == places].tolist()
        return found + fresh

    def arrays(self, size: int | None = None) -> dict[str, Array]:
        """Its first `size` texts (all of them by default) as arrays to be kept."""
        size = len(self) if size is None else size
        frozen = len(self._order)
        fresh = [encoded(text) for text in self._fresh_texts[: max(size - frozen, 0)]]
        if not fresh and size == frozen:
            checksums, order = self._checksums, self._order
            data, ends = self._bytes, self._ends
        else:
            frozen = min(frozen, size)
            ends = self._ends[: frozen + 1]
            more = np.cumsum([len(piece) for piece in fresh], dtype=np.int64) + ends[-1]
            data = np.concatenate(
                (self._bytes[: ends[-1]], np.frombuffer(b"".join(fresh), dtype=np.uint8))
            )
            ends = np.concatenate((ends, more))
            checksums = np.empty(size, dtype=np.uint32)
            within = self._order < frozen
            checksums[self._order[within]] = self._checksums[within]
            checksums[frozen:] = [zlib.crc32(piece) for piece in fresh]
            order = np.argsort(checksums, kind="stable").astype(np.int32)
            checksums = checksums[order]
        return {"bytes": data, "ends": ends, "checksums": checksums, "order": order}

    @classmethod
    def restored(cls, arrays: Mapping[str, Array]) -> Self:
        """The lexicon of such arrays. Raises LookupError or ValueError if they do not fit."""
        lexicon = cls()
        lexicon._bytes, lexicon._ends = arrays["bytes"], arrays["ends"]
        lexicon._checksums, lexicon._order = arrays["checksums"], arrays["order"]
        if not len(lexicon._ends) - 1 == len(lexicon._order) == len(lexicon._checksums):
            raise ValueError("arrays of different lengths")
        return lexicon

    def _piece(self, number: int) -> bytes:
        start, end = self._ends[number : number + 2].tolist()
        return self._bytes[start:end].tobytes()

    def _frozen(self, piece: bytes) -> int:
        checksum = np.uint32(zlib.crc32(piece))
        place = int(self._checksums.searchsorted(checksum))
        if place == len(self._checksums) or self._checksums[place] != checksum:
            return -1
        return self._at(place, piece)

    def _frozen_numbers(self, texts: Sequence[str]) -> list[int]:
        """The frozen number of each text, or -1."""
        if not texts:
            return []
        pieces = [encoded(text) for text in texts]
        checksums = np.fromiter(map(zlib.crc32, pieces), dtype=np.uint32, count=len(pieces))
        places = self._checksums.searchsorted(checksums)
        there = np.flatnonzero(self._checksums.take(places, mode="clip") == checksums)
        found = np.full(len(pieces), -1, dtype=np.int64)
        numbers = self._order[places[there]].astype(np.int64)
        same = self._same(numbers, [pieces[i] for i in there.tolist()])
        found[there[same]] = numbers[same]
        for i in there[~same].tolist():
            found[i] = self._at(int(places[i]), pieces[i])
        return found.tolist()

    def _same(self, numbers: NDArray[np.int64], pieces: list[bytes]) -> NDArray[np.bool_]:
        """Whether each of some numbers is that of the piece beside it."""
        starts = self._ends[numbers]
        lengths = self._ends[numbers + 1] - starts
        wanted = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
        same = np.asarray(lengths == wanted)
        like = np.flatnonzero(same)
        lengths = lengths[like]
        ends = np.cumsum(lengths)
        where = np.arange(int(lengths.sum())) + np.repeat(starts[like] - ends + lengths, lengths)
        written = np.frombuffer(b"".join([pieces[i] for i in like.tolist()]), dtype=np.uint8)
        differs = np.flatnonzero(self._bytes[where] != written)
        same[like[ends.searchsorted(differs, side="right")]] = False
        return same

    def _at(self, place: int, piece: bytes) -> int:
        """The number of a piece whose checksum begins at a place; -1 if only the checksum fits."""
        if place < 0:
            return -1
        checksum = self._checksums[place]
        while place < len(self._checksums) and self._checksums[place] == checksum:
            number = int(self._order[place])
            if self._piece(number) == piece:
                return number
            place += 1
        return -1


def _all_places(piece: bytes, data: memoryview) -> Iterator[int]:
    """Where a piece begins, overlapping ones too: it may begin a text in the midst of one that
    reaches over from the text before."""
    search = re.compile(re.escape(piece)).search
    match = search(data)
    while match:
        yield match.start()
        match = search(data, match.start() + 1)


def encoded(text: str) -> bytes:
    """A text as UTF-8; lone surrogates survive."""
    return text.encode("utf-8", "surrogatepass")
