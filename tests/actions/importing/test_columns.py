"""Which column holds which field."""

from collections import Counter

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.columns import _SYNONYMS, Columns, Field, find_columns

_CURE = "name it in the header, or say which with --map header=field"


def mistakes_of(header: list[str], *overrides: str) -> tuple[str, ...]:
    with pytest.raises(BadInput) as caught:
        find_columns(header, overrides)
    return caught.value.mistakes


def test_the_contract_s_names_are_read_as_they_are() -> None:
    names = [field.value for field in Field if field is not Field.NAME]
    assert find_columns(names).index == {Field(name): place for place, name in enumerate(names)}


def test_the_headers_of_a_common_clinic_export_are_recognized() -> None:
    header = ["Client First Name", "Client Last Name", "Mobile", "E-mail", "Service", "Appointment Date", "Appt Time",
              "Status", "Practitioner", "Appointment ID", "Notes", "Patient ID", ""]  # fmt: skip
    assert find_columns(header) == Columns(
        {
            Field.FIRST_NAME: 0,
            Field.LAST_NAME: 1,
            Field.PHONE: 2,
            Field.EMAIL: 3,
            Field.SCHEDULE: 4,
            Field.TREATED_ON: 5,
            Field.TREATED_TIME: 6,
            Field.STATUS: 7,
            Field.PROVIDER: 8,
            Field.EXTERNAL_ID: 9,
        },
        ignored=("Notes", "Patient ID"),
    )


def test_headers_are_compared_without_case_accents_and_signs() -> None:
    columns = find_columns(["NOMBRE", "Teléfono", "fecha", "  Tratamiento: "])
    assert set(columns.index) == {Field.FIRST_NAME, Field.PHONE, Field.TREATED_ON, Field.SCHEDULE}


def test_a_mobile_number_is_preferred_to_another_and_the_choice_is_noted() -> None:
    columns = find_columns(["Client Name", "Telephone", "Cell Phone", "Date", "Service"])
    assert columns.index[Field.PHONE] == 2
    assert columns.notes == ("phone is read from 'Cell Phone'; not read: 'Telephone'.",)


def test_an_override_wins_over_the_recognized_name() -> None:
    columns = find_columns(["Client", "Mobile", "Home", "Date", "Service"], ["Home=phone", "mobile=ignore"])
    assert columns.index[Field.PHONE] == 2
    assert columns.ignored == ("Mobile",)


def test_every_wrong_override_is_named_at_once() -> None:
    header = ["first_name", "phone", "Notes", "Notes", "treated_at", "schedule"]
    overrides = ["fone=phone", "phone=phones", "Notes=tags", "phone", "first_name=email", "schedule=email"]
    assert mistakes_of(header, *overrides) == (
        "map: the file has no column 'fone' (did you mean 'phone'?); "
        "it has first_name, phone, Notes, Notes, treated_at, schedule",
        f"map: there is no field 'phones' (did you mean 'phone'?); use {', '.join(Field)} or ignore",
        "map: 2 columns are named 'Notes'; rename them in the file",
        "map: 'phone' has no header=field form; write for example --map \"Cell No=phone\"",
        "map: field 'email' is given to two columns",
        f"header: a first_name (or name) column is missing; {_CURE}",
    )


def test_two_columns_of_one_name_are_refused() -> None:
    assert mistakes_of(["first_name", "phone", "Phone", "treated_at", "schedule"]) == (
        "header: columns 2 and 3 are both named 'phone'; rename one or leave it out",
    )


def test_a_first_row_without_any_known_name_is_no_header() -> None:
    assert mistakes_of(["Ana", "+12025550143", "yes"]) == (
        "header: the first row names no known column; it must name them, for example first_name, phone, treated_at",
    )


def test_everything_a_file_cannot_do_without_is_asked_for_at_once() -> None:
    assert mistakes_of(["tags"]) == (
        f"header: a phone or email column is missing; {_CURE}",
        f"header: a treated_at (or treated_on) column is missing; {_CURE}",
        f"header: a first_name (or name) column is missing; {_CURE}",
        f"header: a schedule column is missing; {_CURE}",
    )


def test_a_schedule_given_for_the_whole_file_needs_no_column() -> None:
    columns = find_columns(["name", "email", "date"], schedule_known=True)
    assert set(columns.index) == {Field.NAME, Field.EMAIL, Field.TREATED_ON}


def test_a_list_of_canceled_visits_needs_only_their_ids() -> None:
    assert set(find_columns(["Appointment ID", "Status"]).index) == {Field.EXTERNAL_ID, Field.STATUS}


def test_the_reason_column_of_our_errors_file_is_not_even_mentioned() -> None:
    assert find_columns(["reason", "name", "email", "date", "schedule"]).ignored == ()


def test_no_name_stands_for_two_fields() -> None:
    names = Counter(name for field in Field for name in (field.replace("_", " "), *_SYNONYMS[field])
                    if field in _SYNONYMS)  # fmt: skip
    assert [name for name, count in names.items() if count > 1] == []
