"""What drawing has cost at the provider of an engine: exactly, and once, whatever is done twice.

Each attempt sets its own figure and none adds to another's, so that a step whose answer was lost
may be taken again.
"""

from decimal import Decimal

from documents.generations import Generation
from documents.work import Step

# Prices for a single token are still whole numbers in these.
IN_A_DOLLAR = 1_000_000_000


def billionths(dollars: Decimal) -> int:
    """An amount of US dollars in whole billionths of one."""
    return round(dollars * IN_A_DOLLAR)


def costing(step: Step, attempt: int, cost: int) -> Step:
    """`step`, which also notes that `attempt` has cost so many billionths of a dollar until now."""

    def both(generation: Generation) -> Generation | None:
        after = step(generation)
        return after and (cost_noted(attempt, cost)(after) or after)

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
