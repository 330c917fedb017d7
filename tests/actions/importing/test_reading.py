"""Reading CSV files: encodings, delimiters, quotation marks, broken bytes, sizes."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.reading import CsvFile, RawRow, UnreadableRow

HEADER = "first_name,phone\n"


def file_of(folder: Path, content: bytes | str) -> Path:
    path = folder / "patients.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(folder: Path, content: bytes | str, encoding: str | None = None) -> list[RawRow | UnreadableRow]:
    with CsvFile(file_of(folder, content), encoding) as file:
        return list(file.rows())


def mistakes_of(folder: Path, content: bytes | str, encoding: str | None = None) -> tuple[str, ...]:
    path = file_of(folder, content)
    with pytest.raises(BadInput) as caught:
        CsvFile(path, encoding)
    return tuple(mistake.replace(str(path), "patients.csv") for mistake in caught.value.mistakes)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accented_names_read_well_in_every_encoding_of_clinic_exports(tmp_path: Path, codec: str) -> None:
    content = (HEADER + "Zoë,1\nIñés,2\n").encode(codec)
    assert rows_of(tmp_path, content) == [RawRow(2, ["Zoë", "1"]), RawRow(3, ["Iñés", "2"])]


def test_windows_1252_is_noted_and_never_silent(tmp_path: Path) -> None:
    with CsvFile(file_of(tmp_path, (HEADER + "Zoë,1\n").encode("cp1252"))) as file:
        assert file.notes == (
            "The file is not UTF-8 and was read as Windows-1252; look at names with accents, or choose another "
            "encoding.",
        )


def test_a_declared_encoding_is_obeyed(tmp_path: Path) -> None:
    content = (HEADER + "Zoë,1\n").encode("mac-roman")
    assert rows_of(tmp_path, content, "Mac_Roman") == [RawRow(2, ["Zoë", "1"])]


def test_one_broken_byte_in_a_utf8_file_refuses_its_row_only(tmp_path: Path) -> None:
    content = (HEADER + "Zoë,1\nIñés,2\n").encode() + b"An\xe1,3\n" + "Chloé,4\n".encode()
    broken = "holds characters that are broken in this encoding; correct them, or choose another encoding"
    assert rows_of(tmp_path, content) == [
        RawRow(2, ["Zoë", "1"]),
        RawRow(3, ["Iñés", "2"]),
        UnreadableRow(4, ["An\ufffd", "3"], broken),
        RawRow(5, ["Chloé", "4"]),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    content = delimiter.join(['"a, b"', "phone", "tags"]) + "\n" + delimiter.join(["Ana", "1", '"x;y,z"']) + "\n"
    assert rows_of(tmp_path, content) == [RawRow(2, ["Ana", "1", "x;y,z"])]


def test_a_spreadsheet_s_separator_line_is_obeyed(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "sep=;\nfirst_name;phone\nAna;1\n") == [RawRow(3, ["Ana", "1"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_one_line(tmp_path: Path, end: str) -> None:
    content = end.join(["first_name,phone", "Ana,1", "", '"Ben', 'Junior",2', "Cleo,3"])
    assert rows_of(tmp_path, content) == [
        RawRow(2, ["Ana", "1"]),
        RawRow(4, ["Ben\nJunior", "2"]),
        RawRow(6, ["Cleo", "3"]),
    ]


def test_rows_of_the_wrong_width_are_refused_and_trailing_empty_cells_are_not(tmp_path: Path) -> None:
    content = HEADER + "Ana\nBen,2,,\nCleo,3,x\n,,,\n"
    cure = "look for a missing or stray delimiter"
    assert rows_of(tmp_path, content) == [
        UnreadableRow(2, ["Ana"], f"has 1 cell where the header has 2; {cure}"),
        RawRow(3, ["Ben", "2"]),
        UnreadableRow(4, ["Cleo", "3", "x"], f"has 3 cells where the header has 2; {cure}"),
    ]


def test_an_unclosed_quotation_mark_swallows_no_other_row(tmp_path: Path) -> None:
    content = HEADER + '"Ana,1\nBen,2\n' + "Cleo,3\n" * 3
    reason = "opens a quotation mark and does not close it; close or remove it"
    assert rows_of(tmp_path, content) == [
        UnreadableRow(2, ['"Ana', "1"], reason),
        RawRow(3, ["Ben", "2"]),
        RawRow(4, ["Cleo", "3"]),
        RawRow(5, ["Cleo", "3"]),
        RawRow(6, ["Cleo", "3"]),
    ]


def test_text_after_a_closing_quotation_mark_is_refused(tmp_path: Path) -> None:
    reason = "has text after a closing quotation mark; double the quotation marks inside a value"
    assert rows_of(tmp_path, HEADER + '"Ana "Annie" Lopez",1\nBen,2\n') == [
        UnreadableRow(2, ['"Ana "Annie" Lopez"', "1"], reason),
        RawRow(3, ["Ben", "2"]),
    ]


def test_nul_bytes_refuse_their_row_only(tmp_path: Path) -> None:
    reason = "holds NUL bytes, which no text has; export the file again"
    assert rows_of(tmp_path, HEADER + "A\0na,1\nBen,2\n") == [
        UnreadableRow(2, ["A\0na", "1"], reason),
        RawRow(3, ["Ben", "2"]),
    ]


def test_the_apostrophe_that_disarms_a_formula_is_taken_away(tmp_path: Path) -> None:
    assert rows_of(tmp_path, HEADER + "'=1+1,'+12025550143\n'Ana,O'Hara\n") == [
        RawRow(2, ["=1+1", "+12025550143"]),
        RawRow(3, ["'Ana", "O'Hara"]),
    ]


def test_a_line_of_many_megabytes_is_refused_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"
    with path.open("wb") as out:
        out.write(HEADER.encode() + b"Ana,1\n")
        for _ in range(64):
            out.write(b'"x,' * (1 << 18))
        out.write(b"\nBen,2\n")
    tracemalloc.start()
    with CsvFile(path) as file:
        rows = list(file.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    too_long = "is longer than 64 kB; correct it in the original file"
    assert rows == [RawRow(2, ["Ana", "1"]), UnreadableRow(3, [], too_long), RawRow(4, ["Ben", "2"])]
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (b"", "patients.csv: is empty; the first row must name the columns"),
        (b"\xef\xbb\xbf\n\n", "patients.csv: is empty; the first row must name the columns"),
        (b",,,\n;;\n", "patients.csv: is empty; the first row must name the columns"),
        (b"PK\x03\x04....", "patients.csv: is a spreadsheet's own file; save it as CSV UTF-8 and import that"),
        (
            "first_name,phone\n".encode("utf-16-le"),
            "patients.csv: looks like UTF-16 without its mark; save it as CSV UTF-8, or choose the encoding utf-16-le",
        ),
        (
            b"x" * 70_000,
            "patients.csv:1: the row that should name the columns is longer than 64 kB; "
            "correct it in the original file",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_cure(tmp_path: Path, content: bytes, mistake: str) -> None:
    assert mistakes_of(tmp_path, content) == (mistake,)


def test_an_unknown_encoding_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path, HEADER, "klingon") == (
        "encoding: 'klingon' is not known; use one of utf-8, utf-16, utf-16-le, utf-16-be, windows-1252, cp1252, "
        "iso-8859-1, latin-1, iso-8859-15, mac-roman, cp437, cp850",
    )


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as missing:
        CsvFile(tmp_path / "none.csv")
    with pytest.raises(BadInput) as folder:
        CsvFile(tmp_path)
    assert missing.value.mistakes == (f"{tmp_path / 'none.csv'}: does not exist; name a CSV file",)
    assert folder.value.mistakes == (f"{tmp_path}: is not a file; name a CSV file",)


def test_progress_is_known_in_bytes(tmp_path: Path) -> None:
    with CsvFile(file_of(tmp_path, HEADER + "Ana,1\n")) as file:
        list(file.rows())
        assert (file.bytes_read, file.size_bytes) == (23, 23)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
@example(b'"\n"\r\0,')
def test_no_bytes_after_a_header_crash_the_reader(tmp_path: Path, content: bytes) -> None:
    rows = rows_of(tmp_path, HEADER.encode() + content)
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    assert [len(row.cells) for row in rows if isinstance(row, RawRow)] == [2] * sum(type(r) is RawRow for r in rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_a_file_or_bad_input(tmp_path: Path, content: bytes) -> None:
    path = file_of(tmp_path, content)
    try:
        with CsvFile(path) as file:
            count = len(list(file.rows()))
    except BadInput as error:
        count = len(error.mistakes)
    assert 0 <= count <= 201


_CELLS = st.text(alphabet=st.sampled_from(list('aé",;\n =1\t|')), min_size=1, max_size=8).filter(
    lambda c: c.strip() != ""
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_CELLS, _CELLS), max_size=12))
def test_what_a_csv_writer_writes_is_read_back_with_true_line_numbers(
    tmp_path: Path, table: list[tuple[str, str]]
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["first_name", "phone"])
    expected = []
    for cells in table:
        expected.append(RawRow(out.getvalue().count("\n") + 1, list(cells)))
        writer.writerow(cells)
    assert rows_of(tmp_path, out.getvalue()) == expected
