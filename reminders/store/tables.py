"""Every table. Instants (`_at`) are whole microseconds UTC; `_enc` is sealed per field; `_hash` is a keyed hash."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from reminders.domain.words import AttemptOutcome, Channel, Kind, OptOutScope, Origin, Status, TreatmentStatus

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: On SQLite only INTEGER PRIMARY KEY is the row id itself.
_Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", _Id, primary_key=True, autoincrement=False)


def _clinic() -> Column[int]:
    return Column("clinic_id", BigInteger, ForeignKey("clinic.id"), nullable=False)


def _word(
    name: str, words: type[Kind | Channel | Origin | Status | TreatmentStatus | OptOutScope | AttemptOutcome]
) -> list[Column[str] | CheckConstraint]:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return [Column(name, Text, nullable=False), CheckConstraint(f"{name} IN ({listed})", name=name)]


#: The next unused id of any table; PostgreSQL uses the sequence row_ids instead.
row_id = Table(
    "row_id", metadata, Column("only", Integer, primary_key=True), Column("next_id", BigInteger, nullable=False)
)

#: Facts about this database: the LOOKUP_KEY's fingerprint, when the recovery sheet was confirmed.
fact = Table("fact", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

clinic = Table(
    "clinic",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("postal_address", Text, nullable=False),
    Column("settle_minutes", Integer, nullable=False),
    #: HH:MM for calendar steps without a time of their own.
    Column("send_time", Text, nullable=False),
    #: JSON; null: the defaults of domain/rules.py.
    Column("contact_hours", Text),
    Column("limits", Text),
    Column("created_at", BigInteger, nullable=False),
)

location = Table(
    "location",
    metadata,
    _id(),
    _clinic(),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("booking_url", Text, nullable=False),
    Column("until_at", BigInteger),
)

staff_member = Table(
    "staff_member",
    metadata,
    _id(),
    _clinic(),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("email", Text),
    Column("since_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    UniqueConstraint("clinic_id", "name"),
)

patient = Table(
    "patient",
    metadata,
    _id(),
    _clinic(),
    Column("first_name_enc", LargeBinary, nullable=False),
    Column("last_name_enc", LargeBinary),
    Column("language", Text, nullable=False),
    #: Null: the location's zone.
    Column("timezone", Text),
    Column("tags_enc", LargeBinary),
    *_word("channel", Channel),
    Column("created_at", BigInteger, nullable=False),
)

name_prefix = Table(
    "name_prefix",
    metadata,
    Column("clinic_id", BigInteger, primary_key=True),
    Column("prefix_hash", BigInteger, primary_key=True),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), primary_key=True),
    sqlite_with_rowid=False,
)

address = Table(
    "address",
    metadata,
    _id(),
    _clinic(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    *_word("channel", Channel),
    Column("value_enc", LargeBinary, nullable=False),
    Column("value_hash", LargeBinary, nullable=False),
    #: Phones only.
    Column("last_four_hash", LargeBinary),
    Column("since_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    Column("unusable_at", BigInteger),
    Column("unusable_why", Text),
    Index(None, "clinic_id", "value_hash"),
    Index(None, "clinic_id", "last_four_hash"),
)

#: One row per (clinic, address hash): what arming, STOP, enrolling and re-planning lock, in hash order.
address_gate = Table(
    "address_gate",
    metadata,
    Column("clinic_id", BigInteger, primary_key=True),
    Column("address_hash", LargeBinary, primary_key=True),
    #: When a provider took the welcome; `live` tells a real one from the sandbox.
    Column("welcomed_at", BigInteger),
    Column("welcomed_live", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

consent = Table(
    "consent",
    metadata,
    _id(),
    _clinic(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    Column("address_id", BigInteger, ForeignKey("address.id"), nullable=False),
    *_word("kind", Kind),
    Column("how_enc", LargeBinary, nullable=False),
    Column("wording_version", Text, nullable=False),
    Column("given_at", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("withdrawn_at", BigInteger),
    Column("withdrawn_by", Text),
)

opt_out = Table(
    "opt_out",
    metadata,
    _id(),
    _clinic(),
    Column("address_hash", LargeBinary, nullable=False),
    *_word("scope", OptOutScope),
    Column("since_at", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("why_enc", LargeBinary),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Index(
        "ix_opt_out_in_force",
        "clinic_id",
        "address_hash",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

hold = Table(
    "hold",
    metadata,
    _id(),
    _clinic(),
    #: treatment, address, channel or database.
    Column("target", Text, nullable=False),
    #: The treatment's id, the address hash in hex, the channel, or empty.
    Column("target_key", Text, nullable=False),
    Column("since_at", BigInteger, nullable=False),
    Column("held_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Index(
        "ix_hold_in_force",
        "clinic_id",
        "target",
        "target_key",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

#: Immutable: only the approval is added later.
schedule_version = Table(
    "schedule_version",
    metadata,
    _id(),
    _clinic(),
    Column("schedule", Text, nullable=False),
    Column("number", Integer, nullable=False),
    #: JSON of the schedule file and all its templates.
    Column("content", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("published_by", Text, nullable=False),
    #: "everyone" or "new".
    Column("apply_to", Text, nullable=False),
    Column("approved_at", BigInteger),
    Column("approved_by", Text),
    UniqueConstraint("clinic_id", "schedule", "number"),
)

treatment = Table(
    "treatment",
    metadata,
    _id(),
    _clinic(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    Column("location_id", BigInteger, ForeignKey("location.id"), nullable=False),
    Column("schedule", Text, nullable=False),
    Column("version_id", BigInteger, ForeignKey("schedule_version.id"), nullable=False),
    Column("treated_at", BigInteger, nullable=False),
    *_word("status", TreatmentStatus),
    Column("session_n", SmallInteger),
    Column("session_m", SmallInteger),
    Column("provider_enc", LargeBinary),
    #: ISO 8601, the patient's own touch-up interval.
    Column("touch_up", Text),
    #: The day of a later visit that is booked.
    Column("booked_on", Text),
    Column("external_id_enc", LargeBinary),
    Column("external_id_hash", LargeBinary),
    #: A hash of what was imported, so that the same row again changes nothing.
    Column("import_hash", LargeBinary),
    Column("enrolled_at", BigInteger, nullable=False),
    Index(
        "ix_treatment_external_id",
        "clinic_id",
        "external_id_hash",
        unique=True,
        sqlite_where=text("external_id_hash IS NOT NULL"),
        postgresql_where=text("external_id_hash IS NOT NULL"),
    ),
)

message = Table(
    "message",
    metadata,
    _id(),
    _clinic(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False),
    Column("treatment_id", BigInteger, ForeignKey("treatment.id")),
    Column("version_id", BigInteger, ForeignKey("schedule_version.id")),
    *_word("origin", Origin),
    Column("stage", Text),
    Column("step", Text),
    Column("round", SmallInteger, nullable=False),
    *_word("kind", Kind),
    Column("channel", Text),
    Column("essential", SmallInteger, nullable=False),
    *_word("status", Status),
    Column("status_reason", Text),
    Column("wish_at", BigInteger, nullable=False),
    Column("opens_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    #: As planned; null when canceled.
    Column("due_at", BigInteger),
    #: Its key in the due queue; null when it is not there.
    Column("queue_at", BigInteger),
    #: Why it is due at another time than wished: words of domain/planned.py, by comma.
    Column("shifts", Text),
    #: Set at arming (a welcome: at planning): where it went.
    Column("address_id", BigInteger),
    Column("address_hash", LargeBinary),
    Column("armed_at", BigInteger),
    Column("sent_at", BigInteger),
    Column("transport", Text),
    #: 1: a real transport, 0: the sandbox. Set at arming; a welcome carries it from the start.
    Column("live", SmallInteger),
    Column("provider_id", Text),
    Column("attempts", SmallInteger, nullable=False),
    Column("subject_enc", LargeBinary),
    Column("text_enc", LargeBinary),
    #: Who skipped, resent or closed it, and the provider's or a person's words about it.
    Column("decided_by", Text),
    Column("detail", Text),
    UniqueConstraint("treatment_id", "step", "round"),
    Index(
        "ix_message_patient_id_welcome",
        "patient_id",
        sqlite_where=text("treatment_id IS NULL"),
        postgresql_where=text("treatment_id IS NULL"),
    ),
    Index(
        "ix_message_armed",
        "address_hash",
        "armed_at",
        sqlite_where=text("armed_at IS NOT NULL"),
        postgresql_where=text("armed_at IS NOT NULL"),
    ),
    Index(
        "ix_message_parked",
        "closes_at",
        sqlite_where=text("status = 'planned' AND queue_at IS NULL"),
        postgresql_where=text("status = 'planned' AND queue_at IS NULL"),
    ),
    Index(
        "ix_message_attention",
        "status",
        sqlite_where=text("status IN ('sending', 'unknown', 'failed')"),
        postgresql_where=text("status IN ('sending', 'unknown', 'failed')"),
    ),
    Index(
        "ix_message_one_welcome",
        "clinic_id",
        "address_hash",
        "live",
        unique=True,
        sqlite_where=text("origin = 'welcome' AND status NOT IN ('failed', 'canceled')"),
        postgresql_where=text("origin = 'welcome' AND status NOT IN ('failed', 'canceled')"),
    ),
)

#: Only what may be sent; a claim is a lease on a row.
due_queue = Table(
    "due_queue",
    metadata,
    Column("due_at", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("claimed_until", BigInteger, nullable=False, server_default="0"),
    Column("token", BigInteger, nullable=False, server_default="0"),
    Column("claimed_by", Text),
    sqlite_with_rowid=False,
)

attempt = Table(
    "attempt",
    metadata,
    _id(),
    Column("message_id", BigInteger, ForeignKey("message.id"), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("transport", Text, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("armed_at", BigInteger, nullable=False),
    *_word("outcome", AttemptOutcome),
    Column("ended_at", BigInteger),
    Column("provider_id", Text),
    Column("code", Text),
    Column("detail", Text),
    UniqueConstraint("message_id", "number"),
    Index(
        "ix_attempt_one_open",
        "message_id",
        unique=True,
        sqlite_where=text("outcome IN ('open', 'in_doubt')"),
        postgresql_where=text("outcome IN ('open', 'in_doubt')"),
    ),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    _id(),
    _clinic(),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    #: For example treatment 42.
    Column("subject", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("detail_enc", LargeBinary),
    Index(None, "subject", "subject_id"),
)
