import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import BadSettings
from bot.settings import Settings, read_env

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"


def read(environment: dict[str, str] | None = None, file: Path = Path("no-such")) -> Settings:
    return Settings.read(environment or {}, env_file=file)


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / ".env"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as refused:
        read(environment)
    return str(refused.value)


def test_the_example_lists_every_key_once_and_no_other() -> None:
    keys = re.findall(r"^(\w+)=", EXAMPLE.read_text(encoding="utf-8"), re.M)
    assert sorted(keys) == sorted(str(field.alias) for field in Settings.model_fields.values())


def test_the_example_gives_the_defaults() -> None:
    assert read(file=EXAMPLE) == read()
    for key, value in read_env(EXAMPLE).items():
        (field,) = [each for each in Settings.model_fields.values() if each.alias == key]
        assert value == ("" if field.default is None else str(field.default))


def test_the_example_explains_each_key() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert above.startswith("# ")
            assert len(above) > 20


def test_every_key_says_what_its_value_must_be() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_defaults() -> None:
    settings = read()
    assert settings.token is None
    assert settings.database == Path("data/paperboy.db")
    assert settings.index == Path("data/index")
    assert settings.catch_up == timedelta(hours=6)
    assert settings.log_level == "INFO"


def test_what_is_empty_is_not_set(tmp_path: Path) -> None:
    file = written(tmp_path, "DISCORD_TOKEN=\nPAPERBOY_DATA=''\nPAPERBOY_CATCH_UP_HOURS=\n")
    assert read({"PAPERBOY_LOG_LEVEL": "  "}, file) == read()


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "PAPERBOY_DATA=from-file\nPAPERBOY_CATCH_UP_HOURS=12\n")
    settings = read({"PAPERBOY_DATA": "from-environment"}, file)
    assert settings.data == Path("from-environment")
    assert settings.catch_up_hours == 12


def test_the_process_is_asked_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAPERBOY_CATCH_UP_HOURS", raising=False)
    monkeypatch.setenv("PAPERBOY_DATA", "from-environment")
    written(tmp_path, "PAPERBOY_DATA=from-file\nPAPERBOY_CATCH_UP_HOURS=12\n")
    settings = Settings.read()
    assert (settings.data, settings.catch_up_hours) == (Path("from-environment"), 12)


def test_every_bad_key_is_named_and_told_what_fits() -> None:
    words = refusal(
        {
            "PAPERBOY_LOG_LEVEL": "loud",
            "PAPERBOY_CATCH_UP_HOURS": "soon",
            "PAPERBOY_DATA": "a\0b",
        }
    )
    assert "PAPERBOY_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR" in words
    assert "PAPERBOY_CATCH_UP_HOURS must be a whole number of hours from 1 to 48" in words
    assert "PAPERBOY_DATA must be a folder" in words
    assert "loud" not in words


@pytest.mark.parametrize("hours", ["0", "49", "-1", "1.5", "six", "1e1", "9" * 5000])
def test_hours_out_of_range_are_refused(hours: str) -> None:
    assert "PAPERBOY_CATCH_UP_HOURS" in refusal({"PAPERBOY_CATCH_UP_HOURS": hours})


def test_space_around_a_value_and_small_letters_are_forgiven() -> None:
    settings = read({"PAPERBOY_LOG_LEVEL": " debug ", "PAPERBOY_CATCH_UP_HOURS": " 48 "})
    assert (settings.log_level, settings.catch_up_hours) == ("DEBUG", 48)


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert read({"PAPERBOY_DATA": "~/papers"}).data == tmp_path / "papers"


def test_the_token_is_in_no_representation() -> None:
    settings = read({"DISCORD_TOKEN": TOKEN})
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    shown = [repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()]
    assert not [each for each in shown if TOKEN[-10:] in each]


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read().catch_up_hours = 7


def test_a_file_with_a_byte_order_mark_is_read_whole(tmp_path: Path) -> None:
    file = written(tmp_path, b"\xef\xbb\xbfPAPERBOY_DATA=papers\r\nPAPERBOY_LOG_LEVEL=ERROR\r\n")
    assert read_env(file) == {"PAPERBOY_DATA": "papers", "PAPERBOY_LOG_LEVEL": "ERROR"}


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, "PAPERBOY_DATA=papers\n\n\nmy token is secret\n")
    with pytest.raises(BadSettings, match=r"\.env cannot be understood at line 4\.") as refused:
        read(file=file)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfeD\0I\0", b"DISCORD_TOKEN=\xff\xff"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadSettings, match="Save it as UTF-8"):
        read(file=written(tmp_path, content))


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    assert read(file=tmp_path) == read()


def test_a_file_is_no_folder_for_the_data(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    with pytest.raises(BadSettings, match="is to be a folder"):
        read({"PAPERBOY_DATA": str(file)}).check_folder()
    read({"PAPERBOY_DATA": str(tmp_path / "new")}).check_folder()
