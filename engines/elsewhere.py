"""The engines that draw elsewhere, opened by their names."""

from collections.abc import Mapping

from engines.protocol import Engine
from engines.specs import Spec
from errors import WrongSetup
from settings import Settings


def open_service(name: str, specs: Mapping[str, Spec], settings: Settings) -> Engine:
    """The engine `name`; WrongSetup when there is none, or it cannot be used as it is set up."""
    raise WrongSetup(f"There is no engine {name}. There are builtin, {', '.join(specs)}.")
