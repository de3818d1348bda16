"""The engines that draw elsewhere, opened by their names. A new one is a file with a class that
fits `orders.Provider`, a line here, and a table in specs.toml."""

from collections.abc import Callable, Mapping

from engines.protocol import Engine
from engines.specs import Spec
from errors import WrongSetup
from settings import Settings


def open_service(name: str, specs: Mapping[str, Spec], settings: Settings) -> Engine:
    """The engine `name`; WrongSetup when there is none, or it cannot be used as it is set up.
    Nothing is connected to. Reads the file of its keys."""
    # Here, since most processes draw with none of them: the client alone takes a quarter second.
    from engines.aiserver import AIServer
    from engines.getimg import GetImg
    from engines.hosted import Hosted
    from engines.keys import Keys
    from engines.openai import OpenAI
    from engines.openrouter import OpenRouter
    from engines.orders import Provider
    from engines.stability import Stability

    providers: tuple[Callable[[], Provider], ...] = (
        AIServer,
        OpenRouter,
        OpenAI,
        Stability,
        GetImg,
    )
    known = {each.name: each for each in (made() for made in providers)}
    if name not in known or name not in specs:
        raise WrongSetup(f"There is no engine {name}. There are builtin, {', '.join(known)}.")
    provider, spec = known[name], specs[name]
    if name == "aiserver" and settings.aiserver_url is not None:
        spec = spec.model_copy(update={"url": settings.aiserver_url})
    if not spec.url:
        raise WrongSetup(f"The engine {name} needs {name.upper()}_URL: where it listens.")
    secret = getattr(settings, f"{name}_api_key")
    given = secret.get_secret_value() if secret is not None else ""
    keys = Keys(name, given, settings.engine_keys_dir)
    if provider.keyed and not keys.all:
        raise WrongSetup(
            f"The engine {name} needs a key: set {name.upper()}_API_KEY, or write it into the file"
            f" {name} in ENGINE_KEYS_DIR."
        )
    return Hosted(provider, spec, settings, keys)
