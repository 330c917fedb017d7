"""The JSON Schema of schedule files, for editors that complete and check while one types."""

import json

from reminders.catalog.schedule_models import ScheduleModel

#: Beside the schedule files; each names it in its first line (`# yaml-language-server: $schema=…`).
SCHEMA_FILE = "schedule.schema.json"


def schema_text() -> str:
    """The published schema: JSON Schema 2020-12, two spaces deep, one newline at the end."""
    schema = ScheduleModel.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Aftercare schedule"}
    return json.dumps(_without_titles(schema), indent=2, ensure_ascii=False) + "\n"


def _without_titles(part: object, *, inside_properties: bool = False) -> object:
    """Pydantic titles every key after its Python name, which tells an admin nothing."""
    if isinstance(part, list):
        return [_without_titles(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if inside_properties or key != "title" or "$schema" in part}
    return {
        key: _without_titles(value, inside_properties=key in ("properties", "$defs")) for key, value in kept.items()
    }
