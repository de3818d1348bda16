"""What drawing has cost at the provider of an engine: exactly, and once, whatever is done twice.

Each attempt sets its own figure and none adds to another's, so that a step whose answer was lost
may be taken again. A call that went out and is not answered may have been billed: it counts once
its attempt counts no more.
"""

from decimal import Decimal

from documents.generations import Call, Generation
from documents.work import Step

# Prices for a single token are still whole numbers in these.
IN_A_DOLLAR = 1_000_000_000


def billionths(dollars: Decimal) -> int:
    """An amount of US dollars in whole billionths of one."""
    return round(dollars * IN_A_DOLLAR)


def costing(step: Step, attempt: int, cost: int, called: Call | None = None) -> Step:
    """`step`, which also notes that `attempt` has cost so many billionths of a dollar until now,
    and which call of it is still to be answered."""

    def both(generation: Generation) -> Generation | None:
        after = step(generation)
        if after is None:
            return None
        noted = cost_noted(attempt, cost)(after) or after
        return noted if noted.called == called else noted.but(called=called)

    return both


def unanswered(step: Step) -> Step:
    """`step`, by which an attempt is given up whose worker was lost: a call of it that is still to
    be answered counts as billed."""

    def both(generation: Generation) -> Generation | None:
        after = step(generation)
        if after is None or after.called is None:
            return after
        attempt, done = generation.attempt, generation.provider_costs
        cost = done.get(str(attempt), 0) + after.called.cost
        return (cost_noted(attempt, cost)(after) or after).but(called=None)

    return both


def cost_noted(attempt: int, cost: int) -> Step:
    """Note what `attempt` has cost until now, whether or not it still counts: what is billed is
    billed."""

    def step(generation: Generation) -> Generation | None:
        if cost <= generation.provider_costs.get(str(attempt), 0):
            return None
        costs = {**generation.provider_costs, str(attempt): cost}
        return generation.but(provider_costs=costs, provider_cost=sum(costs.values()))

    return step
