"""What the doctor says of engines: who draws what, and what is wrong with those elsewhere."""

from pathlib import Path
from typing import Any

from doctor.engines import ask_engines
from settings import Settings
from tests.provider import Provider

KEYS = ("sk-good-one", "sk-bad-one")


def settings(folder: Path, url: str, **given: Any) -> Settings:
    """Headshots by a provider at `url`, and by the builtin engine when that cannot."""
    specs = folder / "engines.toml"
    specs.write_text(f'[getimg]\nurl = "{url}"\nseconds = 2\n')
    keys = folder / "keys"
    keys.mkdir(exist_ok=True)
    (keys / "getimg").write_text("\n".join(KEYS))
    made: dict[str, Any] = {"_env_file": None, "headshot_engine": "getimg,builtin"}
    return Settings(**{**made, "engines": specs, "engine_keys_dir": keys, **given})


async def test_a_sentence_tells_who_draws_and_which_key_is_not_taken(  # S6
    tmp_path: Path,
) -> None:
    async with Provider() as provider:
        chosen = settings(tmp_path, provider.url)
        told, well = await ask_engines(chosen)
        assert (well, told[2:]) == (
            True,
            [
                "HEADSHOT is made by getimg, or else by builtin.",
                "AVATAR is made by builtin.",
                "PICTURES is made by builtin.",
                "getimg: answers, and takes its keys.",
            ],
        )
        provider.refused_keys.add(KEYS[1])
        told, well = await ask_engines(chosen)
        assert (well, len(told)) == (False, 6)
        assert "is not taken" in told[-1]
        assert not any(key in sentence for key in KEYS for sentence in told)
        assert provider.calls == []  # nothing was drawn, or paid
    told, well = await ask_engines(chosen)
    assert (well, "cannot be reached" in told[-1]) == (False, True)


async def test_a_mistake_in_the_settings_is_told_in_a_sentence(tmp_path: Path) -> None:
    unknown = settings(tmp_path, "http://127.0.0.1:1", avatar_engine="getimg")
    told, well = await ask_engines(unknown)
    assert (well, len(told)) == (False, 1)
    assert "AVATAR_ENGINE: getimg does not make these" in told[0]
