"""The day: what needs a person, and what goes hour by hour; and all of one hour."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from reminders.actions.needs import MOST as MOST_NEEDED
from reminders.actions.needs import URGENT_LINES
from reminders.actions.today import MOST, MOST_OF_HOUR, hour_page, today
from reminders.app import App
from reminders.domain.words import Role
from reminders.store.today import Part
from reminders.web.door import Visit, door

#: Seconds between two looks of an open page.
_EVERY = 10
_STAMP = "%Y%m%dT%H%M"
_HOUR = re.compile(r"2\d{3}[01]\d[0-3]\dT[0-2]\d[0-5]\d")
_KEY = re.compile(r"(\d{1,17})-(\d{1,18})")
_VALUES: dict[str, Any] = {"most_needed": MOST_NEEDED, "urgent_lines": URGENT_LINES, "every": _EVERY}


def routes(app: App) -> APIRouter:
    """/today and /today/{hour}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)

    @router.get("/today")
    def show(visit: Annotated[Visit, Depends(staff)]) -> Response:
        values: dict[str, Any] = {"day": today(app, visit.me.id), "stamp": stamp, "most": MOST, **_VALUES}
        return visit.part("today.html", "live", **values) if visit.wants_part else visit.page("today.html", **values)

    @router.get("/today/{hour}")
    def show_hour(
        hour: str,
        visit: Annotated[Visit, Depends(staff)],
        part: Annotated[Part, Query()] = Part.GONE,
        after: Annotated[str, Query()] = "",
    ) -> Response:
        """`hour` as `stamp` writes it; `after` is where the page before ended."""
        found = hour_page(app, _begins(hour), part, _key(after))
        return visit.page("today_hour.html", found=found, stamp=stamp, after=after, most=MOST_OF_HOUR)

    return router


def stamp(at: datetime) -> str:
    """An hour for an address: when it begins, UTC: "20260311T1600"."""
    return at.astimezone(UTC).strftime(_STAMP)


def _begins(hour: str) -> datetime:
    try:
        if _HOUR.fullmatch(hour):
            return datetime.strptime(hour, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise HTTPException(404)


def _key(text: str) -> tuple[int, int] | None:
    """Where a list goes on; an address that was not made by us begins at the beginning."""
    found = _KEY.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
