"""E-mail addresses that callers give: the form they are kept in, or what is wrong with them."""

from addresses import normal_email
from errors import BadUserInput


def email_in(text: str) -> str:
    """The address in its one form; `BadUserInput` that names the field `email`."""
    try:
        return normal_email(text)
    except ValueError as error:
        raise BadUserInput(str(error), fields={"email": str(error)}) from None
