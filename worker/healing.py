"""Healing: what a crash cut off goes on."""

from datetime import timedelta

import structlog

from documents.accounts import Account
from documents.base import find, now
from documents.generations import Generation, Settle
from documents.merging import finish_merge
from documents.paying import look_after
from documents.settling import settle
from failpoints import failpoint
from instruments.silence import silent
from studio import Studio

log = structlog.get_logger("worker")

# Consequences that are this old were cut off: whoever ended the generation is gone.
CUT_OFF = timedelta(seconds=5)
BATCH = 100


async def heal(studio: Studio, cut_off: timedelta = CUT_OFF) -> int:
    """Bring about consequences that a crash cut off, hand over what is left of merged accounts, and
    look after credits; how many generations and accounts had some."""
    healed = await _heal_endings(studio, cut_off) + await _heal_merges(studio, cut_off)
    return healed + await _heal_money()


async def _heal_endings(studio: Studio, cut_off: timedelta) -> int:
    count = 0
    for kind in Settle:
        query = {"settle": kind, "finished_at": {"$lte": now() - cut_off}}
        collection = Generation.get_pymongo_collection()
        for each in await collection.find(query).limit(BATCH).to_list():
            try:
                # Others may have done it, and its owner deleted a result, since it was read.
                generation = await find(Generation, each["_id"])
                if generation is None or generation.settle is None:
                    continue
                with failpoint("heal.settle"):
                    await settle(generation, studio)
                count += 1
            except Exception as error:  # one that cannot be healed must not hold up the others
                log.error("cannot heal", generation=each["_id"], exc_info=silent(error))
    return count


async def _heal_merges(studio: Studio, cut_off: timedelta) -> int:
    count = 0
    due = {"merge_due": {"$lte": now() - cut_off}}
    for each in await Account.get_pymongo_collection().find(due).limit(BATCH).to_list():
        try:
            with failpoint("heal.merge"):
                await finish_merge(Account.model_validate(each), studio)
            count += 1
        except Exception as error:  # as above
            log.error("cannot heal", account=each["_id"], exc_info=silent(error))
    return count


async def _heal_money() -> int:
    count = 0
    due = {"money_due": {"$lte": now()}}
    for each in await Account.get_pymongo_collection().find(due).limit(BATCH).to_list():
        try:
            with failpoint("heal.money"):
                await look_after(Account.model_validate(each))
            count += 1
        except Exception as error:  # as above
            log.error("cannot heal", account=each["_id"], exc_info=silent(error))
    return count
