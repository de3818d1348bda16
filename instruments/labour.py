"""What is done with generations: how they end, how long each step takes, what engines answer."""

from collections.abc import Callable, Mapping

from instruments.making import Maker

# Seconds: from a look into the database to an avatar of 16 megapixels, and a long queue.
STEPS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0)


class Labour:
    """The work that one process has done or seen ended."""

    def __init__(self, make: Maker) -> None:
        generation = "kind engine"
        self._ended = make.counter(
            "visage_generations_ended", "Generations that are over.", f"{generation} status"
        )
        self._failures = make.counter(
            "visage_generations_failed", "Those that failed, by code.", f"{generation} code"
        )
        self._seconds = make.timer(
            "visage_generation_seconds", "From a wish to its success.", STEPS, generation
        )
        self._steps = make.timer(
            "visage_step_seconds",
            "Time of each step of an attempt; `wait` is from the wish to its first attempt.",
            STEPS,
            f"{generation} step",
        )
        self._attempts = make.counter(
            "visage_attempts", "Attempts, by what came of them.", f"{generation} outcome"
        )
        self._calls = make.counter(
            "visage_engine_calls", "Calls to engines elsewhere.", "engine outcome"
        )
        self._call_seconds = make.timer(
            "visage_engine_call_seconds", "Time of calls to engines elsewhere.", STEPS, "engine"
        )
        self._slots = make.plain_gauge("visage_worker_slots", "Pictures this worker draws at once.")
        self._busy = make.plain_gauge(
            "visage_worker_attempts", "Attempts under way in this worker."
        )

    def count_attempts(self, slots: int, count: Callable[[], int]) -> None:
        """Ask `count` for the attempts under way whenever somebody looks."""
        self._slots.set(slots)
        self._busy.set_function(count)

    def ended(self, kind: str, engine: str, status: str, code: str | None, seconds: float) -> None:
        """A generation has ended, so many seconds after it was asked for; `code` says why."""
        self._ended.of(kind, engine, status).inc()
        if code is not None:
            self._failures.of(kind, engine, code).inc()
        if status == "SUCCEEDED":
            self._seconds.of(kind, engine).observe(seconds)

    def waited(self, kind: str, engine: str, seconds: float) -> None:
        """A generation is attempted for the first time."""
        self._steps.of(kind, engine, "wait").observe(max(0.0, seconds))

    def attempted(
        self, kind: str, engine: str, outcome: str, steps: Mapping[str, float] | None = None
    ) -> None:
        """An attempt is over; `steps` are seconds by step."""
        self._attempts.of(kind, engine, outcome).inc()
        for step, seconds in (steps or {}).items():
            self._steps.of(kind, engine, step).observe(seconds)

    def called(self, engine: str, outcome: str, seconds: float) -> None:
        """A call to an engine elsewhere is over."""
        self._calls.of(engine, outcome).inc()
        self._call_seconds.of(engine).observe(seconds)
