"""The engines that draw elsewhere, opened by their names. A new one is a file with a class that
fits `orders.Provider`, a line here, and a table in specs.toml.

They are imported once one is asked for: most processes draw with none of them, and the client alone
takes a quarter second.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from engines.protocol import Engine
from engines.specs import Spec
from errors import WrongSetup
from settings import Settings

if TYPE_CHECKING:
    from engines.orders import Provider


def open_service(
    name: str,
    specs: Mapping[str, Spec],
    settings: Settings,
    frame: Callable[[bytes], Awaitable[bytes]],
) -> Engine:
    """The engine `name`; WrongSetup when there is none, or it cannot be used as it is set up.
    `frame` makes of a photo what is sent: 1024×1024 JPEG, around the face. Nothing is connected to.
    Reads the file of its keys."""
    from engines.hosted import Hosted
    from engines.keys import Keys

    known = _providers()
    if name not in known or name not in specs:
        raise WrongSetup(f"There is no engine {name}. There are builtin, {', '.join(known)}.")
    provider, spec = known[name], specs[name]
    if name == "aiserver" and settings.aiserver_url is not None:
        spec = spec.model_copy(update={"url": settings.aiserver_url})
    if not spec.url:
        where = "AISERVER_URL" if name == "aiserver" else f"the url of {name} in ENGINES"
        raise WrongSetup(f"The engine {name} needs {where}: where it listens.")
    secret = getattr(settings, f"{name}_api_key")
    given = secret.get_secret_value() if secret is not None else ""
    keys = Keys(name, given, settings.engine_keys_dir)
    if provider.keyed and not keys.all:
        raise WrongSetup(
            f"The engine {name} needs a key: set {name.upper()}_API_KEY, or write it into the file"
            f" {name} in ENGINE_KEYS_DIR."
        )
    return Hosted(provider, spec, settings, keys, frame)


def _providers() -> "Mapping[str, Provider]":
    from engines.aiserver import AIServer
    from engines.getimg import GetImg
    from engines.openai import OpenAI
    from engines.openrouter import OpenRouter
    from engines.stability import Stability

    every: list[Provider] = [AIServer(), OpenRouter(), OpenAI(), Stability(), GetImg()]
    return {each.name: each for each in every}
