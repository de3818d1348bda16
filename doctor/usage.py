"""The usage log: entries that cannot be read, and those of nobody."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from doctor.findings import Finding
from doctor.patients import Patient
from documents.usage import UsageEntry


async def look(patient: Patient) -> AsyncGenerator[Finding]:
    """Everything that is wrong with the usage log."""
    async with aclosing(patient.documents(UsageEntry)) as batches:
        async for _, findings in batches:
            for finding in findings:
                yield finding
