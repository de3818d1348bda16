"""The role `operator` of main.py: tokens, signed with our own secret, for who runs the place."""

import asyncio

from documents.accounts import Account, end_sessions
from documents.database import open_for_command
from documents.identities import account_of_operator
from documents.registry import DOCUMENTS
from sessions import Sessions
from settings import Settings
from tokens import load_key


async def operator_token(settings: Settings, name: str, days: float) -> str:
    """A token that speaks for the operator of that name, who owns things as everybody does."""
    key = await asyncio.to_thread(load_key, settings, settings.data_dir)
    account = await _account(settings, name)
    token, _ = Sessions(key, days).issue(account, settings.operator_scope)
    return token


async def end_operator(settings: Settings, name: str) -> None:
    """Let no token of the operator of that name count any more."""
    await _account(settings, name, ending=True)


async def _account(settings: Settings, name: str, ending: bool = False) -> Account:
    """The operator's account, whose sessions end when `ending` says so."""
    async with open_for_command(
        settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else None,
        settings.mongodb_database,
        DOCUMENTS,
        settings.data_dir,
        settings.secantusd_rs,
    ):
        account = await account_of_operator(name)
        if ending:
            await end_sessions(account.id, account.session_epoch)
    return account
