"""Tables of clinics, people and schedules. Instants (`_at`) are micros UTC; `_enc` is sealed; `_hash` is keyed."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from reminders.domain.words import Channel, Kind, OptOutScope, TreatmentStatus
from reminders.store.columns import clinic_column, id_column, index_where, metadata, word

#: The next unused id of any table; PostgreSQL uses the sequence row_ids instead.
row_id = Table(
    "row_id", metadata, Column("only", Integer, primary_key=True), Column("next_id", BigInteger, nullable=False)
)

#: Facts about this database: the LOOKUP_KEY's fingerprint, when the recovery sheet was confirmed.
fact = Table("fact", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

clinic = Table(
    "clinic",
    metadata,
    id_column(),
    Column("name", Text, nullable=False),
    Column("postal_address", Text, nullable=False),
    Column("settle_minutes", Integer, nullable=False),
    #: HH:MM for calendar steps without a time of their own.
    Column("send_time", Text, nullable=False),
    #: JSON; null: the defaults of domain/rules.py.
    Column("contact_hours", Text),
    Column("limits", Text),
    #: What a patient in danger calls: 911, 112, …
    Column("emergency_number", Text, nullable=False, server_default="911"),
    Column("created_at", BigInteger, nullable=False),
)

location = Table(
    "location",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("booking_url", Text, nullable=False),
    Column("until_at", BigInteger),
)

staff_member = Table(
    "staff_member",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("email", Text),
    #: Where urgent replies are told to this person.
    Column("phone_enc", LargeBinary),
    Column("since_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    #: Argon2id; null: cannot sign in yet.
    Column("password_hash", Text),
    Column("password_at", BigInteger),
    #: The secret of the authenticator app, and the last counter used: a code is good once.
    Column("totp_enc", LargeBinary),
    Column("totp_last", BigInteger),
    #: For a shared desk.
    Column("pin_hash", Text),
    #: Of the pages: en or es.
    Column("language", Text, nullable=False, server_default="en"),
    #: Of the link with which a new person chooses a password.
    Column("invite_hash", LargeBinary),
    Column("invite_until", BigInteger),
    UniqueConstraint("clinic_id", "name"),
)

patient = Table(
    "patient",
    metadata,
    id_column(),
    clinic_column(),
    Column("first_name_enc", LargeBinary, nullable=False),
    Column("last_name_enc", LargeBinary),
    Column("language", Text, nullable=False),
    #: Null: the location's zone.
    Column("timezone", Text),
    Column("tags_enc", LargeBinary),
    *word("channel", Channel),
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
    id_column(),
    clinic_column(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    *word("channel", Channel),
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
    index_where("ix_address_unusable", "unusable_at IS NOT NULL", "clinic_id", "patient_id"),
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
    id_column(),
    clinic_column(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    Column("address_id", BigInteger, ForeignKey("address.id"), nullable=False),
    *word("kind", Kind),
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
    id_column(),
    clinic_column(),
    Column("address_hash", LargeBinary, nullable=False),
    *word("scope", OptOutScope),
    Column("since_at", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("why_enc", LargeBinary),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Index("ix_opt_out_since", "clinic_id", "since_at"),
    index_where("ix_opt_out_in_force", "ended_at IS NULL", "clinic_id", "address_hash"),
)

hold = Table(
    "hold",
    metadata,
    id_column(),
    clinic_column(),
    #: treatment, address, channel or database.
    Column("target", Text, nullable=False),
    #: The treatment's id, the address hash in hex, the channel, or empty.
    Column("target_key", Text, nullable=False),
    Column("since_at", BigInteger, nullable=False),
    Column("held_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    index_where("ix_hold_in_force", "ended_at IS NULL", "clinic_id", "target", "target_key", unique=True),
)

#: Immutable: only the approval is added later.
schedule_version = Table(
    "schedule_version",
    metadata,
    id_column(),
    clinic_column(),
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
    id_column(),
    clinic_column(),
    Column("patient_id", BigInteger, ForeignKey("patient.id"), nullable=False, index=True),
    Column("location_id", BigInteger, ForeignKey("location.id"), nullable=False),
    Column("schedule", Text, nullable=False),
    Column("version_id", BigInteger, ForeignKey("schedule_version.id"), nullable=False),
    Column("treated_at", BigInteger, nullable=False),
    *word("status", TreatmentStatus),
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
    #: The import that enrolled it.
    Column("import_id", BigInteger),
    #: Of the one-time key of the page it was enrolled on, so that a form that is sent twice enrolls once.
    Column("form_hash", LargeBinary),
    index_where("ix_treatment_form", "form_hash IS NOT NULL", "clinic_id", "form_hash", unique=True),
    index_where("ix_treatment_import", "import_id IS NOT NULL", "import_id"),
    index_where("ix_treatment_on_hold", "status = 'on_hold'", "clinic_id", "id"),
    #: Who is in which stage now is a span of treatment times.
    #: An interval of their own moves some out of that span.
    index_where("ix_treatment_own_interval", "touch_up IS NOT NULL", "clinic_id", "schedule", "treated_at"),
    index_where(
        "ix_treatment_over", "status NOT IN ('active', 'on_hold')", "clinic_id", "schedule", "status", "treated_at"
    ),
    index_where("ix_treatment_running", "status IN ('active', 'on_hold')", "clinic_id", "schedule", "treated_at"),
    index_where(
        "ix_treatment_external_id", "external_id_hash IS NOT NULL", "clinic_id", "external_id_hash", unique=True
    ),
)
