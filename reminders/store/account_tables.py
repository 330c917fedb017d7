"""Tables of sign-in, of what staff write down, of imports and of counts. `_at` are micros UTC; `_enc` is sealed."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from reminders.store.columns import clinic_column, id_column, metadata

#: Somebody signed in with a browser. The token itself is only in the browser's cookie.
session = Table(
    "session",
    metadata,
    id_column(),
    clinic_column(),
    Column("staff_id", BigInteger, ForeignKey("staff_member.id"), nullable=False, index=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    #: The shared desk on which it was begun with a PIN.
    Column("device_id", BigInteger, ForeignKey("desk_device.id")),
    #: Browser and system in two words: "Firefox, Windows".
    Column("browser", Text, nullable=False),
    Column("since_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    #: When it ends however busy it is.
    Column("until_at", BigInteger, nullable=False),
    #: How many seconds without a request end it.
    Column("idle_seconds", Integer, nullable=False),
    #: When the second factor was shown; null: with the password (or PIN) alone.
    Column("second_factor_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
)

#: A computer at the clinic that several people use, registered by an admin.
desk_device = Table(
    "desk_device",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("since_at", BigInteger, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
)

#: For who lost the phone with the second factor: each once.
recovery_code = Table(
    "recovery_code",
    metadata,
    id_column(),
    Column("staff_id", BigInteger, ForeignKey("staff_member.id"), nullable=False, index=True),
    Column("code_hash", LargeBinary, nullable=False),
    Column("since_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

#: How often signing in failed for a name or from a place, both hashed, so that guessing gets slower.
throttle = Table(
    "throttle",
    metadata,
    Column("key_hash", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Index(None, "last_at"),
    sqlite_with_rowid=False,
)

#: What staff write down about a patient; struck out, never dropped.
note = Table(
    "note",
    metadata,
    id_column(),
    clinic_column(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    Column("text_enc", LargeBinary, nullable=False),
    Column("written_at", BigInteger, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("struck_at", BigInteger),
    Column("struck_by", Text),
)

#: A file that was brought in through the pages.
import_run = Table(
    "import_run",
    metadata,
    id_column(),
    clinic_column(),
    Column("file_name_enc", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    #: Words of actions/import_runs.py.
    Column("state", Text, nullable=False),
    #: JSON: how the columns were matched, the order of day and month, the encoding.
    Column("reading", Text, nullable=False, server_default="{}"),
    Column("since_at", BigInteger, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("rows_done", Integer, nullable=False, server_default="0"),
    Column("enrolled", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("ended_at", BigInteger),
    Column("undone_at", BigInteger),
    Column("undone_by", Text),
    #: The process that is at work on it; null: none is.
    Column("runner", Text),
    #: Who asked for it to stop after the rows in hand.
    Column("stop_by", Text),
    #: JSON: what the file holds and what became of its rows, the first errors included.
    Column("found_enc", LargeBinary),
    Index(None, "clinic_id", "since_at"),
)

#: What the reports add up: messages by the clinic's local day.
report_count = Table(
    "report_count",
    metadata,
    Column("clinic_id", BigInteger, ForeignKey("clinic.id"), primary_key=True, autoincrement=False),
    #: The day, as days since 1970-01-01.
    Column("day", Integer, primary_key=True),
    Column("schedule", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    #: 1: a real transport, 0: the sandbox.
    Column("live", SmallInteger, primary_key=True, autoincrement=False),
    #: sent, delivered, failed, … or another thing that is counted: opted_out, booked, unanswered.
    Column("what", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("segments", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
