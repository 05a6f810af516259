"""What `benchmarks.explaining` has measured, as tables."""

from collections.abc import Sequence
from typing import Any

from benchmarks.measuring.markdown import table
from benchmarks.measuring.targets import Verdict, as_table, at_most

HEADER = ("instance", "explained", "median ms", "worst ms", "not held", "reasons and prices of all, s", "exact prices")


def section(rows: Sequence[dict[str, Any]]) -> str:
    """The figures and the targets as tables."""
    lines = [
        (
            row["instance"],
            str(row["explained"]),
            f"{row['median']:.1f}",
            f"{row['worst']:.1f}",
            str(row["not_held"]),
            f"{row['all_seconds']:.2f}",
            f"{row['exact']}/{row['not_held']}",
        )
        for row in rows
    ]
    return f"{table(HEADER, lines, right=frozenset(HEADER[1:]))}\n{as_table(verdicts(rows))}"


def verdicts(rows: Sequence[dict[str, Any]]) -> list[Verdict]:
    """The targets for explanations."""
    return [
        verdict
        for row in rows
        for verdict in (
            at_most(f"{row['instance']}: median of one explanation", row["median"], 50, "ms"),
            at_most(f"{row['instance']}: worst of one explanation", row["worst"], 50, "ms"),
            at_most(f"{row['instance']}: all reasons and prices", row["all_seconds"], 3, "s"),
        )
    ]
