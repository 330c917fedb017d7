"""Bringing a file of visits in: uploaded, matched, checked, imported, taken back."""

from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import FileResponse, RedirectResponse, Response

from reminders.actions.bad_input import BadInput
from reminders.actions.import_files import LARGEST_FILE, errors_of
from reminders.actions.import_page import (
    ENCODING_CHOICES,
    FIELD_CHOICES,
    ImportView,
    drop_import,
    imports,
    match_columns,
    sent_already,
    stop_import,
    upload,
    view_import,
)
from reminders.actions.import_reading import FIELD_WORDS
from reminders.actions.import_runs import Importer
from reminders.actions.import_undo import end_all, undo_refusal
from reminders.actions.importing.columns import Field
from reminders.actions.importing.errors_file import Wording
from reminders.app import App
from reminders.domain.words import Role
from reminders.store.import_runs import RunState
from reminders.web.door import Id, Visit, door
from reminders.web.languages import tongue

_PATH = "/imports"
#: Around the file itself the form has little.
_LARGEST_UPLOAD = LARGEST_FILE + 64 * 1024
#: Tells that an answer follows a part that looked again and found it done.
_READY = "ready"


def routes(app: App) -> APIRouter:
    """/imports"""
    router = APIRouter()
    importer = Importer(app)
    _looking(app, router)
    _bringing(app, importer, router)
    _starting(app, importer, router)
    _undoing(app, importer, router)
    return router


def _looking(app: App, router: APIRouter) -> None:
    staff = door(app, Role.STAFF)

    @router.get(_PATH)
    def show_all(
        visit: Annotated[Visit, Depends(staff)], after: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
    ) -> Response:
        """What was brought in so far."""
        return visit.page("imports.html", **_list(visit, after))

    @router.get(f"{_PATH}/{{run_id}}")
    def show(run_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        """One import as it stands."""
        view = _view(app, run_id)
        if visit.wants_part and not view.working and visit.request.query_params.get("done") != _READY:
            # The open page shows it at work: it has to show the end instead.
            return RedirectResponse(f"{_PATH}/{run_id}?done={_READY}", status_code=303)
        if visit.wants_part:
            return visit.part("import.html", "progress", view=view)
        return visit.page("import.html", **_one(visit, view))

    @router.get(f"{_PATH}/{{run_id}}/errors.csv")
    def errors(run_id: Id, visit: Annotated[Visit, Depends(door(app, Role.CLINICIAN))]) -> Response:
        """The rows that were not taken, to correct and bring in again."""
        view = _view(visit.app, run_id)
        if not view.errors_there:
            raise HTTPException(404)
        headers = {"Content-Disposition": 'attachment; filename="rows-to-correct.csv"'}
        return FileResponse(errors_of(app, run_id), media_type="text/csv; charset=utf-8", headers=headers)


def _bringing(app: App, importer: Importer, router: APIRouter) -> None:
    clinician = door(app, Role.CLINICIAN)
    uploading = door(app, Role.CLINICIAN, largest=_LARGEST_UPLOAD, upload=True)

    @router.post(_PATH)
    def bring(visit: Annotated[Visit, Depends(uploading)]) -> Response:
        """A file."""
        given = visit.form.upload("file")
        try:
            run_id = upload(app, given.name if given else "", given.file if given else None, visit.me.name)
        except BadInput as error:
            return visit.page("imports.html", status=422, mistakes=visit.mistakes(error), **_list(visit, None))
        return visit.go(f"{_PATH}/{run_id}")

    @router.post(f"{_PATH}/{{run_id}}/columns")
    def match(run_id: Id, visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """What each column holds; then the file is checked."""
        _view(app, run_id)
        try:
            match_columns(importer, app, run_id, visit.form, visit.me.name, _wording(visit))
        except BadInput as error:
            values = _one(visit, _view(app, run_id)) | {"mistakes": visit.mistakes(error), "open_more": True}
            return visit.page("import.html", status=422, **values)
        return visit.go(f"{_PATH}/{run_id}")

    @router.post(f"{_PATH}/{{run_id}}/stop")
    def stop(run_id: Id, visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """After the rows in hand."""
        _view(app, run_id)
        stop_import(app, run_id, visit.me.name)
        return visit.go(f"{_PATH}/{run_id}")

    @router.post(f"{_PATH}/{{run_id}}/drop")
    def drop(run_id: Id, visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """Nothing of it is wanted."""
        _view(app, run_id)
        return visit.go(_PATH, done="dropped") if drop_import(app, run_id) else visit.go(f"{_PATH}/{run_id}")


def _starting(app: App, importer: Importer, router: APIRouter) -> None:
    clinician = door(app, Role.CLINICIAN)

    @router.post(f"{_PATH}/{{run_id}}/start")
    def start(run_id: Id, visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """Import it, or go on where it ended."""
        name, looked = visit.me.name, visit.form.get("looked")
        return _begun(visit, run_id, lambda: importer.start(run_id, name, looked, wording=_wording(visit)))

    @router.post(f"{_PATH}/{{run_id}}/check")
    def check(run_id: Id, visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """Once more, after the first look was cut off."""
        return _begun(visit, run_id, lambda: importer.check(run_id, visit.me.name, wording=_wording(visit)))

    def _begun(visit: Visit, run_id: int, act: Any) -> Response:
        view = _view(app, run_id)
        try:
            act()
        except BadInput as error:
            return visit.page("import.html", status=409, **_one(visit, view) | {"mistakes": visit.mistakes(error)})
        return visit.go(f"{_PATH}/{run_id}")


def _undoing(app: App, importer: Importer, router: APIRouter) -> None:
    admin = door(app, Role.ADMIN)

    @router.get(f"{_PATH}/{{run_id}}/undo")
    def ask(run_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        """What undoing would do, in numbers."""
        return visit.page("import_undo.html", view=_view(app, run_id), refusal=undo_refusal(app, run_id))

    @router.post(f"{_PATH}/{{run_id}}/undo")
    def undo(run_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        """Take it back; or go on with it where it ended."""
        view = _view(app, run_id)
        try:
            if view.run.state is not RunState.UNDOING:
                end_all(app, run_id, visit.me.name)
            importer.undo(run_id, visit.me.name)
        except BadInput as error:
            refusal = " ".join(visit.mistakes(error).values())
            return visit.page("import_undo.html", status=409, view=_view(app, run_id), refusal=refusal)
        return visit.go(f"{_PATH}/{run_id}")


def _wording(visit: Visit) -> Wording:
    """The file of errors speaks as the page does to whoever began it, who may read it when they are gone."""
    tell = tongue(visit.me.language).language.tell
    return Wording(tell, {wanted.value: words for wanted, words in FIELD_WORDS.items()})


def _view(app: App, run_id: int) -> ImportView:
    view = view_import(app, run_id)
    if view is None:
        raise HTTPException(404)
    return view


def _list(visit: Visit, after: int | None) -> dict[str, Any]:
    found = imports(visit.app, after)
    older = f"{_PATH}?after={found.older}" if found.older is not None else ""
    return {"found": found, "older": older, "may": visit.me.role.may(Role.CLINICIAN)}


def _one(visit: Visit, view: ImportView) -> dict[str, Any]:
    return {
        "view": view,
        "fields": [(name, visit.say(words)) for name, words in FIELD_CHOICES],
        "field_words": {wanted.value: visit.say(FIELD_WORDS[wanted]) for wanted in Field},
        "encodings": [(name, name) for name in ENCODING_CHOICES],
        "encoding": {"cp1252": "windows-1252"}.get(view.reading.encoding, view.reading.encoding),
        # Noon: the same day on any clock.
        "days": [(datetime.combine(day, time(12), tzinfo=visit.zone), number) for day, number in view.found.days],
        "open_more": bool(view.found.mistakes or view.found.notes) or not view.complete,
        "mistakes": {name: visit.say(says) for name, says in view.found.mistakes},
        "may": visit.me.role.may(Role.CLINICIAN),
        "may_undo": visit.me.role.may(Role.ADMIN),
        "sent_already": visit.me.role.may(Role.ADMIN) and sent_already(visit.app, view),
    }
