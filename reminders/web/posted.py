"""Forms of pages without sign-in: the sandbox's phones."""

from fastapi import HTTPException, Request

from reminders.web.forms import LARGEST_FORM, read_form, same_origin

_MOST_FIELDS = 16


async def own_form(request: Request) -> dict[str, str]:
    """The fields of a form that one of our own pages posted. Refuses (403) what another site has a browser post."""
    if not same_origin(request):
        raise HTTPException(403)
    return dict(await read_form(request, LARGEST_FORM, most=_MOST_FIELDS))
