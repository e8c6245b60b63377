"""`$1` becomes what SQLite's driver takes, and only where it is a parameter."""

import pytest

from storage.sql import Value, bind


@pytest.mark.parametrize(
    ("sql", "params", "statement", "values"),
    [
        ("SELECT 1", (), "SELECT 1", ()),
        ("SELECT $1, $2", (1, 2), "SELECT ?, ?", (1, 2)),
        ("SELECT $2, $1, $2", (1, 2), "SELECT ?, ?, ?", (2, 1, 2)),
        ("SELECT '$1', $1", (1,), "SELECT '$1', ?", (1,)),
        ("SELECT 'it''s $1', $1", (1,), "SELECT 'it''s $1', ?", (1,)),
        ('SELECT "$1" FROM t', (), 'SELECT "$1" FROM t', ()),
        ("SELECT $1 -- not $2\n, $2", (1, 2), "SELECT ? -- not $2\n, ?", (1, 2)),
        ("SELECT /* $1\n$2 */ $1", (1,), "SELECT /* $1\n$2 */ ?", (1,)),
        ("SELECT a$1 FROM t", (), "SELECT a$1 FROM t", ()),
        (
            "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            tuple(range(10)),
            "VALUES (?,?,?,?,?,?,?,?,?,?)",
            tuple(range(10)),
        ),
    ],
)
def test_parameters_are_found(
    sql: str, params: tuple[Value, ...], statement: str, values: tuple[Value, ...]
) -> None:
    assert bind(sql, params) == (statement, values)


@pytest.mark.parametrize(
    ("sql", "params"),
    [("SELECT $1", ()), ("SELECT $1", (1, 2)), ("SELECT $2", (1,)), ("SELECT ?", (1,))],
)
def test_a_wrong_number_of_parameters_is_refused(sql: str, params: tuple[Value, ...]) -> None:
    with pytest.raises(ValueError, match="parameters"):
        bind(sql, params)
