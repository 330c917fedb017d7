"""Cells of a file that somebody opens in a spreadsheet. Reading such a file back takes the quote away again."""

#: A cell that begins so would be run as a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """The cell behind a quote where a spreadsheet would run it; else as it is."""
    return "'" + cell if cell.startswith(_RUNS) else cell
