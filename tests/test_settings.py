"""Settings: what is documented is what there is, and what is wrong is told by name."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from settings import InvalidSettings, Settings, read_settings

ROOT = Path(__file__).parent.parent
SECRET = "s" * 40


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_example_lists_every_setting_in_order_with_a_line_on_each() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [number for number, line in enumerate(lines) if line and not line.startswith("#")]
    assert [lines[number].partition("=")[0] for number in named] == [
        name.upper() for name in Settings.model_fields
    ]
    for number in named:
        assert lines[number - 1].startswith("# "), lines[number]


def test_the_example_holds_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = read_settings().model_copy(update={"worker_slots": 2})
    for name, value in dotenv_values(ROOT / ".env.example").items():
        monkeypatch.setenv(name, value or "")
    assert read_settings() == defaults


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("PORT=8100\nHOST=0.0.0.0\n")
    monkeypatch.setenv("PORT", "8200")
    settings = read_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8200)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "70000"}, "PORT should be less than or equal to 65535."),
        ({"PORT": "http"}, "PORT should be a valid integer."),
        ({"PICTURES_ENABLED": "maybe"}, "PICTURES_ENABLED should be true or false."),
        ({"ENVIRONMENT": "test"}, "ENVIRONMENT should be 'development' or 'production'."),
        ({"PUBLIC_URL": "visage.example"}, "PUBLIC_URL should be an address such as https://"),
        ({"JWKS_URL": "id.example/jwks.json"}, "JWKS_URL should be an address such as https://"),
        ({"JWKS_URL": "https://id.example/jwks.json"}, "JWKS_URL needs JWT_ISSUER and JWT_AUD"),
        ({"DEFAULT_PHONE_REGION": "XX"}, "DEFAULT_PHONE_REGION should be the two letters of a"),
        ({"ALLOWED_ORIGINS": "https://a.example/x"}, "ALLOWED_ORIGINS should list origins"),
        (
            {"STORAGE_URL": "s3://me:hidden@pictures"},
            "STORAGE_URL should be an address such as s3:",
        ),
        (
            {"STORAGE_URL": "s3://pictures?key=hidden"},
            "STORAGE_URL should be an address such as s3:",
        ),
        (
            {"STORAGE_URL": "s3://pictures", "STORAGE_KEY_ID": "me"},
            "STORAGE_KEY_ID and STORAGE_SEC",
        ),
        ({"METRICS_TOKEN": "hidden"}, "METRICS_TOKEN should have at least 16 characters."),
        ({"MONGODB_DATABASE": "a b.c"}, "MONGODB_DATABASE should be 1 to 63 letters"),
        (
            {"ENVIRONMENT": "production", "SECRET_KEY": SECRET},
            "ENVIRONMENT=production needs PUBLIC_URL, MONGODB_URI, SMTP_URL to be set.",
        ),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(
    given: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as refused:
        read_settings()
    assert str(refused.value).startswith(sentence)
    assert "hidden" not in str(refused.value)


def test_a_secret_may_be_a_file_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # S6, O2
    (tmp_path / "secret_key").write_text(f"{SECRET}\n")
    (tmp_path / "storage_secret").write_text("hidden\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    settings = read_settings()
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == SECRET
    assert "hidden" not in repr(settings)
    monkeypatch.setenv("SECRET_KEY", "another")
    assert read_settings().secret_key != settings.secret_key  # the environment comes before it


def test_a_short_secret_is_refused_in_production_and_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # S6
    production = {
        "ENVIRONMENT": "production",
        "PUBLIC_URL": "https://visage.example",
        "MONGODB_URI": "mongodb://u:hidden@db.example",
        "SMTP_URL": "smtp://mail.example",
        "SECRET_KEY": "tooshort",
    }
    for name, value in production.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings, match="SECRET_KEY of 32 characters") as refused:
        read_settings()
    assert "tooshort" not in str(refused.value)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    shown = repr(read_settings())
    assert SECRET not in shown
    assert "hidden" not in shown


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.example, http://localhost:5000")
    assert read_settings().allowed_origins == ("https://a.example", "http://localhost:5000")
