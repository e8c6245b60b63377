"""The house: who may know whom, and what the tree must look like."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path for wing in ("bot", "cogs", "storage") for path in (ROOT / wing).rglob("*.py")
)
DISCORD_ROOMS = (
    "bot/ui",
    "bot/client.py",
    "bot/running.py",
    "bot/demo.py",
    "bot/delivery/discord_",
)


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_dependencies_point_one_way(path: Path) -> None:
    wings = {module.split(".")[0] for module in imports(path)}
    if name(path).startswith("storage/"):
        assert not wings & {"bot", "cogs", "discord"}
    if name(path).startswith("bot/"):
        assert "cogs" not in wings, "doors are opened by name"
        if not name(path).startswith(DISCORD_ROOMS):
            assert "discord" not in wings
    if name(path).startswith("bot/search/"):
        rooms = {
            ".".join(m.split(".")[:2]) for m in imports(path) if m.startswith(("bot", "storage"))
        }
        assert rooms <= {"bot.search", "bot.characters", "storage.models"}
        assert not wings & {"sqlite3", "aiosqlite", "asyncio"}
    if name(path).startswith("bot/sources/"):
        rooms = {
            ".".join(m.split(".")[:2]) for m in imports(path) if m.startswith(("bot", "storage"))
        }
        assert rooms <= {"bot.sources", "bot.characters", "bot.errors", "storage.models"}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_sql_lives_in_storage_only(path: Path) -> None:
    if name(path).startswith("storage/"):
        return
    words = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    starts = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE TABLE")
    assert not [word for word in words if word.lstrip().startswith(starts)]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_room_is_a_lumber_room(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "manager", "misc"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420


def test_every_package_says_what_it_is() -> None:
    for path in SOURCES:
        if path.name != "__init__.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert ast.get_docstring(tree), f"{name(path)} has no docstring"


def test_the_top_level_holds_what_is_customary() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not listed:
        pytest.skip("not a git checkout")
    top = {path.split("/")[0] for path in listed}
    assert top <= {
        "bot", "cogs", "storage", "tests", "docs", ".ci", "pyproject.toml", "README.md", "LICENSE",
        "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "Dockerfile", ".dockerignore",
        ".env.example", ".gitignore",
    }  # fmt: skip
