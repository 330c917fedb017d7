"""The reports: numbers, bars and tables of a period, as a page and as a file for a spreadsheet."""

from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from reminders.actions.bad_input import BadInput
from reminders.actions.reports import (
    WEEKS,
    Period,
    Report,
    Tally,
    clinic_today,
    read_period,
    report,
    report_csv,
    set_price,
)
from reminders.app import App
from reminders.domain.said import Said, say
from reminders.domain.words import Role
from reminders.web.charts import Chart, Column, Part, bar_chart
from reminders.web.door import Visit, door
from reminders.web.languages import tongue

#: A part of a column: its look, its words, and its number of a tally.
Kind = tuple[str, Said, Callable[[Tally], int]]


def routes(app: App) -> APIRouter:
    """/reports and /reports/numbers.csv"""
    router = APIRouter()
    staff, admin = door(app, Role.STAFF), door(app, Role.ADMIN)

    @router.get("/reports")
    def show(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _page(visit)

    @router.get("/reports/numbers.csv")
    def take_away(visit: Annotated[Visit, Depends(staff)]) -> Response:
        try:
            period = _period(visit)
        except BadInput:
            return visit.go("/reports")
        name = f"messages-{period.first}-to-{period.last}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        # With the mark by which a spreadsheet knows the encoding.
        text = "\ufeff" + report_csv(visit.app, period, _asked(visit, "schedule"))
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    @router.post("/reports/price")
    def price(visit: Annotated[Visit, Depends(admin)]) -> Response:
        try:
            set_price(visit.app, visit.form.get("cents", ""), visit.me.name)
        except BadInput as error:
            return _page(visit, visit.mistakes(error), status=422)
        return visit.go("/reports", done="price")

    return router


def _page(visit: Visit, mistakes: dict[str, str] | None = None, *, status: int = 200) -> Response:
    mistakes = dict(mistakes or {})
    try:
        period = _period(visit)
    except BadInput as error:
        mistakes |= visit.mistakes(error)
        period, status = read_period("", "", "", clinic_today(visit.app)), 422
    asked = {name: _asked(visit, name) for name in ("weeks", "from", "to", "schedule")}
    found = report(visit.app, period, asked["schedule"])
    return visit.page(
        "reports.html",
        status=status,
        found=found,
        asked=asked,
        typed_cents=visit.form.get("cents", str(found.cents) if found.cents is not None else ""),
        mistakes=mistakes,
        choices=WEEKS,
        charts=_charts(visit, found),
        legends={name: [(look, visit.say(words)) for look, words, _ in kinds] for name, kinds in _FIGURES.items()},
        short=tongue(visit.me.language).date,
        taken_away=urlencode({name: value for name, value in asked.items() if value}),
    )


def _period(visit: Visit) -> Period:
    return read_period(_asked(visit, "weeks"), _asked(visit, "from"), _asked(visit, "to"), clinic_today(visit.app))


def _asked(visit: Visit, name: str) -> str:
    return visit.request.query_params.get(name, "")[:100]


def _charts(visit: Visit, found: Report) -> dict[str, Chart]:
    return {name: bar_chart(_columns(visit, found, kinds)) for name, kinds in _FIGURES.items()}


def _columns(visit: Visit, found: Report, kinds: Sequence[Kind]) -> list[Column]:
    spoken = tongue(visit.me.language)
    columns = []
    for monday, tally in found.weeks:
        label = spoken.date(monday)
        parts = [(look, number(tally), visit.say(words)) for look, words, number in kinds]
        columns.append(
            Column(label, [Part(look, count, f"{label}: {words}, {count:,}") for look, count, words in parts])
        )
    return columns


_FIGURES: dict[str, list[Kind]] = {
    "messages": [
        ("good", say("Arrived"), lambda tally: tally.delivered),
        ("plain", say("Sent, no news yet"), lambda tally: tally.no_news),
        ("bad", say("Did not arrive"), lambda tally: tally.failed),
    ],
    "urgent": [
        ("good", say("Answered in time"), lambda tally: tally.urgent - tally.unanswered),
        ("bad", say("Not answered in time"), lambda tally: tally.unanswered),
    ],
    "stops": [
        ("good", say("Stopped everything"), lambda tally: tally.stopped),
        ("plain", say("Stopped invitations"), lambda tally: tally.stopped_invitations),
    ],
    "invitations": [
        ("good", say("Booked since"), lambda tally: tally.booked),
        ("plain", say("Not booked yet"), lambda tally: tally.invited - tally.booked),
    ],
    "segments": [("plain", say("Segments"), lambda tally: tally.segments)],
}
