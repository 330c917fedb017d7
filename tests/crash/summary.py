"""How often workers were cut off, by point, way and database: collected from the tests, printed at the end."""

from collections import Counter
from typing import Any

from tests.crash.points import POINTS, Way

PROPERTY = "crash cycles"
Row = tuple[str, str, str, bool, int]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """After the tests, before pytest's own last line."""
    rows: list[Row] = [
        row
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY and report.when == "call"
        for row in value
    ]
    if rows:
        terminalreporter.section("workers cut off")
        for line in table(rows):
            terminalreporter.line(line)


def table(rows: list[Row]) -> list[str]:
    """The lines of a table from (point, way, database, left out, workers)."""
    counts = Counter((point, way, database) for point, way, database, _, _ in rows)
    kinds = [(way.value, database) for way in Way for database in ("sqlite", "postgres")]
    lines = [f"{'':42}" + "".join(f"{way + ' ' + database:>17}" for way, database in kinds)]
    lines += [
        f"{point:42}" + "".join(f"{counts[point, way, database]:17}" for way, database in kinds) for point in POINTS
    ]
    workers = Counter(row[4] for row in rows)
    by_workers = ", ".join(f"{count} with {number}" for number, count in sorted(workers.items()))
    left_out = sum(row[3] for row in rows)
    lines.append(f"{len(rows)} cycles ({by_workers} workers); of a worker frozen between its last look and the first")
    lines.append(
        f"byte, what it had in flight is left out of the checks of hours, windows and stops: {left_out} cycles"
    )
    return lines
