"""The search of `topk.best`, compiled by numba where the extra `fast` is installed.

The results are the same. Nothing is compiled on import: `warm_up` does it, in a thread of its
own. Until that is done, and where it cannot be done, `best` answers None.
"""

import importlib.util
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from bot.search.postings import Ints
from bot.search.view import Floats, Mask, View

log = logging.getLogger(__name__)

_LEAST_WEIGHT = 1e-200
"""With weights below this, what a term adds may be rounded to 0, as if it were not there."""
_TINY = float(np.finfo(np.float64).tiny)
"""The least norm there is, as in `View.norm`."""
_ALL = np.zeros(0, dtype=np.bool_)
"""Stands for a mask where there is none."""


class _Loops(NamedTuple):
    """`compiled_loops`, compiled."""

    search: Callable[..., int]
    in_order: Callable[..., None]


class _State:
    """Of this process; what is compiled serves every index in it."""

    def __init__(self) -> None:
        self.loops: _Loops | None = None
        self.tried = False
        self.trying = threading.Lock()


_state = _State()


def warm_up() -> bool:
    """Compile, which takes some seconds, or take what an earlier run has kept, which takes less
    than one. Whether it is ready then; a second call only waits for the first."""
    with _state.trying:
        if not _state.tried:
            _state.tried = True
            if importlib.util.find_spec("numba") is not None:
                _state.loops = _loops()
        return _state.loops is not None


def best(
    view: View, terms: Sequence[tuple[int, float, int]], k: int, allowed: Mask | None
) -> tuple[Ints, Floats] | None:
    """What `topk.best` answers, or None if this has to be found another way.

    `terms` are `topk.Weighted`, from the rarest on; documents that are not held any more must
    not be `allowed`; `k` is above 0.
    """
    loops = _state.loops
    if loops is None or not all(term[1] >= _LEAST_WEIGHT for term in terms):
        return None
    try:
        return _best(loops, view, terms, min(k, len(view.alive)), allowed)
    except Exception as error:
        _state.loops = None
        _not_working(error)
        return None


def _best(
    loops: _Loops,
    view: View,
    terms: Sequence[tuple[int, float, int]],
    k: int,
    allowed: Mask | None,
) -> tuple[Ints, Floats] | None:
    mask = _ALL if allowed is None else np.ascontiguousarray(allowed, dtype=np.bool_)
    if allowed is not None and len(mask) != len(view.alive):
        return None
    if any(segment.counts.dtype.itemsize > 2 for segment in view.segments):
        return None
    weights = np.array([weight for _, weight, _ in terms])
    sums = np.empty(k)
    docs = np.empty(k, dtype=np.int32)
    scale = view.k1 * view.b / (view.average_length or 1.0)
    floor = max(view.k1 * (1 - view.b), _TINY)
    found = 0
    for segment in view.segments:
        spans = [segment.span(number) for number, _, _ in terms]
        found = loops.search(
            segment.docs,
            segment.counts,
            np.array([start for start, _ in spans], dtype=np.int64),
            np.array([end for _, end in spans], dtype=np.int64),
            weights,
            view.lengths,
            scale,
            floor,
            segment.first,
            segment.first + len(segment),
            allowed is not None,
            mask,
            sums,
            docs,
            found,
        )
    loops.in_order(sums, docs, found)
    return docs[:found], sums[:found]


def _loops() -> _Loops | None:
    try:
        try:
            return _compiled(keep=True)
        except Exception:  # nowhere to keep it, no room, or what is kept is damaged
            return _compiled(keep=False)
    except Exception as error:
        _not_working(error)
        return None


def _compiled(*, keep: bool) -> _Loops:
    """Compiled for the types that an index has. With `keep` numba keeps it in a folder of its
    own; raises whatever numba does where that fails."""
    from numba import njit, types

    from bot.search import compiled_loops

    # Below INFO it tells every step of compiling.
    numba_log = logging.getLogger("numba")
    numba_log.setLevel(max(logging.INFO, numba_log.getEffectiveLevel()))

    def array(kind: Any, *, changed: bool = False) -> Any:
        return types.Array(kind, 1, "C", readonly=not changed)

    number, real, flag = types.int64, types.float64, types.boolean
    heap = (array(real, changed=True), array(types.int32, changed=True), number)
    search = [
        number(
            array(types.int32),
            array(counts),
            array(number, changed=True),
            array(number),
            array(real),
            array(types.int32),
            *(real, real, number, number, flag),
            array(flag),
            *heap,
        )
        for counts in (types.uint8, types.uint16)
    ]
    wanted: dict[str, Any] = {"nogil": True, "error_model": "numpy", "cache": keep}
    return _Loops(
        njit(search, **wanted)(compiled_loops.search),
        njit([types.void(*heap)], **wanted)(compiled_loops.in_order),
    )


def _not_working(error: Exception) -> None:
    log.warning(
        "Searching without the extra `fast`: it is installed and does not work (%s: %s).",
        type(error).__name__,
        error,
    )
