"""A house of two web and two worker processes, whose prices are others after each start."""

import random
import socket
from dataclasses import dataclass, field

from chaos.houses import LOCALHOST, House

SECRET = "a secret of a house that is damaged for a while"
STARTING = 6  # credits, of devices and of people
# For each new picture, and for each of an earlier wish.
PRICES = ((1, 0), (1, 1), (2, 1), (3, 2))

TARIFFS = """[prices]
PICTURES = {}
[cached]
PICTURES = {}
[tiers.FREE]
pictures_per_day = 1000000
pace = 1000.0
at_once = 1000
"""


@dataclass
class Bank(House):
    """Web processes at two addresses, workers with moods, and prices that differ between them."""

    second: socket.socket = field(kw_only=True)
    chance: random.Random = field(kw_only=True)
    starting: int = STARTING
    prices: tuple[tuple[int, int], ...] = PRICES

    @property
    def urls(self) -> list[str]:
        """Of its web processes."""
        ports = [each.getsockname()[1] for each in (self.listener, self.second)]
        return [f"http://{LOCALHOST}:{port}" for port in ports]

    def _roles(self) -> list[tuple[str, socket.socket]]:
        webs = [("web", self.listener), ("web", self.second)]
        return [*webs, *[("moody", self.listener)] * 2]

    def _environment(self) -> dict[str, str]:
        prices = self.chance.choice(self.prices)
        file = self.folder / f"tariffs-{prices[0]}-{prices[1]}.toml"
        file.write_text(TARIFFS.format(*prices))
        return {
            **super()._environment(),
            "SECRET_KEY": SECRET,
            "TARIFFS": str(file),
            "DEFAULT_USER_CREDITS": str(self.starting),
            "ANONYMOUS_CREDITS": str(self.starting),
            "SHARE_SIMILAR": "false",
            "CHANGES_PER_MINUTE": "0",
            "PICTURES_PER_MINUTE": "0",
            "LOG_LEVEL": "error",
        }
