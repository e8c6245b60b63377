"""From the portable `$1` parameters to what SQLite's driver takes."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

Value: TypeAlias = str | int | float | bytes | None
"""What a column can hold."""

# Literals, quoted names and comments come first, so that a "$1" inside of them is left alone.
_TOKEN = re.compile(
    r"""
    ' (?: [^'] | '' )* '
    | " (?: [^"] | "" )* "
    | --[^\n]*
    | /\* .*? \*/
    | (?<! [\w$] ) \$ (?P<number> [1-9]\d* )
    """,
    re.VERBOSE | re.DOTALL,
)
_TRANSACTION_WORDS = frozenset({"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"})


def bind(sql: str, params: Sequence[Value]) -> tuple[str, tuple[Value, ...]]:
    """The statement with `?` for every `$n`, and the values in the order of those `?`.

    `$n` may be used several times and in any order. Raises ValueError if the number of
    parameters is wrong, or if the statement would begin or end a transaction: these belong to
    the writer, and would publish or erase the work of others that shares a transaction with it.
    """
    # Not "?n": Python 3.12.0 to 3.12.3 warn about it as if it were a named parameter.
    statement, order = _positional(sql)
    wanted = max(order, default=0)
    if wanted != len(params):
        raise ValueError(f"the statement takes {wanted} parameters and got {len(params)}: {sql}")
    return statement, tuple(params[number - 1] for number in order)


@lru_cache(maxsize=1024)
def _positional(sql: str) -> tuple[str, tuple[int, ...]]:
    words = sql.split(None, 1)
    if words and words[0].rstrip(";").upper() in _TRANSACTION_WORDS:
        raise ValueError(f"a unit of work neither begins nor ends a transaction: {sql}")
    order: list[int] = []

    def placeholder(match: re.Match[str]) -> str:
        if match["number"] is None:
            return match[0]
        order.append(int(match["number"]))
        return "?"

    return _TOKEN.sub(placeholder, sql), tuple(order)
