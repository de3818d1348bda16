"""E-mail addresses: what people type, and the one form in which they are kept and compared."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # characters: what fits into a path of SMTP (RFC 5321, section 4.5.3.1.3)


def normal_email(text: str) -> str:
    """The address in lower case and NFC, its domain in Unicode, without spaces around it.

    `ValueError`, with a sentence for the person who typed it, when it can be none. Whether the
    address exists is not asked.
    """
    if len(text.strip()) > LONGEST:
        raise ValueError(f"An e-mail address has at most {LONGEST} characters.")
    try:
        known = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise ValueError("Write an e-mail address such as name@example.com.") from None
    return unicodedata.normalize("NFC", known.normalized.lower())


def wire_form(email: str) -> str:
    """A normal address as mail servers take it: its domain in ASCII (RFC 5890). What stands before
    the @ has no such form, and stays."""
    known = validate_email(email, check_deliverability=False)
    return f"{known.local_part}@{known.ascii_domain}"
