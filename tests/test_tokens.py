"""Signed links, and the key that signs them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from errors import Unavailable
from settings import Settings
from tokens import DAY, Signer, Verdict, load_key, seconds_left

KEY = "originals/1760000000000_ori_01J.jpg"
MORNING = datetime(2026, 3, 1, 6, tzinfo=UTC)
SIGNER = Signer(b"k" * 32)


def link(key: str = KEY, now: datetime = MORNING) -> tuple[str, str]:
    query = parse_qs(SIGNER.sign(key, now))
    return query["expires"][0], query["signature"][0]


def development() -> Settings:
    return Settings(environment="development", secret_key=None)


def production(secret: str) -> Settings:
    return Settings(
        environment="production",
        secret_key=SecretStr(secret),
        public_url="https://visage.example",
        mongodb_uri=SecretStr("mongodb://127.0.0.1"),
        smtp_url=SecretStr("smtp://mail.example"),
    )


def test_a_link_is_good_for_at_least_a_day_and_then_expires() -> None:  # C9
    expires, signature = link()
    for hours, verdict in ((0, Verdict.VALID), (24, Verdict.VALID), (42, Verdict.EXPIRED)):
        later = MORNING + timedelta(hours=hours)
        assert SIGNER.check(KEY, expires, signature, later) is verdict
    assert seconds_left(expires, MORNING) == DAY + 18 * 3600


def test_links_made_on_one_day_are_the_same() -> None:
    assert link(now=MORNING) == link(now=MORNING + timedelta(hours=17, minutes=59))
    assert link(now=MORNING) != link(now=MORNING + timedelta(hours=18))


def test_a_signature_is_for_one_key_one_expiry_and_one_secret() -> None:  # C9
    expires, signature = link()
    later = str(int(expires) + DAY)
    assert SIGNER.check(KEY + "x", expires, signature, MORNING) is Verdict.FORGED
    assert SIGNER.check(KEY, later, signature, MORNING) is Verdict.FORGED
    assert Signer(b"other").check(KEY, expires, signature, MORNING) is Verdict.FORGED


@pytest.mark.parametrize("expires", ["", "x", "-1", "9" * 5000, "٣", "\ud800"])
@pytest.mark.parametrize("signature", ["", "é", "\ud800", "A" * 5000])
def test_nonsense_is_a_forgery_and_no_failure(expires: str, signature: str) -> None:
    assert SIGNER.check(KEY, expires, signature, MORNING) is Verdict.FORGED


def test_a_forgery_is_called_so_even_when_it_is_old() -> None:
    assert SIGNER.check(KEY, "1", "A" * 43, MORNING) is Verdict.FORGED


def test_in_development_processes_that_start_together_agree_on_a_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: load_key(development(), tmp_path / "new"), range(16)))
    assert len(made) == 1
    assert load_key(development(), tmp_path / "new") in made
    (file,) = (tmp_path / "new").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_is_reported(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(Unavailable, match="Delete it"):
        load_key(development(), tmp_path)


def test_production_uses_its_own_secret_and_writes_none(tmp_path: Path) -> None:
    assert load_key(production("s" * 32), tmp_path) == b"s" * 32
    assert not list(tmp_path.iterdir())
