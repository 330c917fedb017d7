"""Tables of messages, the due queue and attempts. Instants (`_at`) are micros UTC; `_enc` is sealed per field."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from reminders.domain.words import AttemptOutcome, Kind, Origin, Status
from reminders.store.columns import clinic_column, id_column, index_where, metadata, word

message = Table(
    "message",
    metadata,
    id_column(),
    clinic_column(),
    #: Null: to staff, or to a number that no patient uses.
    Column("patient_id", BigInteger, ForeignKey("patient.id")),
    Column("treatment_id", BigInteger, ForeignKey("treatment.id")),
    Column("version_id", BigInteger, ForeignKey("schedule_version.id")),
    *word("origin", Origin),
    Column("stage", Text),
    Column("step", Text),
    Column("round", SmallInteger, nullable=False),
    *word("kind", Kind),
    Column("channel", Text),
    Column("essential", SmallInteger, nullable=False),
    *word("status", Status),
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
    #: Of a text, as it was armed: what it costs.
    Column("segments", SmallInteger),
    #: Who skipped, resent or closed it, and the provider's or a person's words about it.
    Column("decided_by", Text),
    Column("detail", Text),
    #: When a person wants it to leave instead of when its step wishes.
    Column("moved_to", BigInteger),
    #: Answers, automatic replies and alerts: where they go, and what made them.
    Column("to_enc", LargeBinary),
    Column("reply_id", BigInteger),
    Column("to_staff_id", BigInteger),
    #: The highest news of it so far: the provider's word, its rank, its code.
    Column("reported", Text),
    Column("report_rank", SmallInteger),
    Column("report_code", Text),
    Column("reported_at", BigInteger),
    #: When the provider is asked about it; null: never (again). `asked` counts.
    Column("ask_at", BigInteger),
    Column("asked", SmallInteger, nullable=False, server_default="0"),
    #: Taken, and nothing heard of it for 72 hours.
    Column("unconfirmed_at", BigInteger),
    UniqueConstraint("treatment_id", "step", "round"),
    index_where("ix_message_ask", "ask_at IS NOT NULL", "ask_at"),
    index_where("ix_message_unconfirmed", "unconfirmed_at IS NOT NULL", "unconfirmed_at"),
    index_where("ix_message_provider", "provider_id IS NOT NULL", "provider_id"),
    index_where("ix_message_reply", "reply_id IS NOT NULL", "reply_id"),
    index_where("ix_message_answer_lost", "origin = 'answer' AND status IN ('failed', 'canceled')", "reply_id"),
    index_where("ix_message_patient_id_welcome", "treatment_id IS NULL", "patient_id"),
    index_where("ix_message_armed", "armed_at IS NOT NULL", "address_hash", "armed_at"),
    index_where("ix_message_armed_at", "armed_at IS NOT NULL", "armed_at"),
    index_where("ix_message_parked", "status = 'planned' AND queue_at IS NULL", "closes_at"),
    index_where("ix_message_attention", "status IN ('unknown', 'failed')", "status"),
    index_where(
        "ix_message_review",
        "status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff'",
        "clinic_id",
        "status",
        "armed_at",
        "id",
        # So that counting need not look at the rows.
        "status_reason",
    ),
    index_where(
        "ix_message_trouble",
        "status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff'",
        "clinic_id",
        "patient_id",
    ),
    index_where("ix_message_canceled", "status = 'canceled' AND status_reason <> 'no_consent'", "clinic_id", "wish_at"),
    index_where(
        "ix_message_no_consent",
        "status = 'canceled' AND status_reason = 'no_consent' AND kind = 'care'",
        "clinic_id",
        "closes_at",
        "patient_id",
    ),
    index_where(
        "ix_message_waiting",
        "status = 'planned' AND queue_at IS NULL AND status_reason IS NOT NULL",
        "clinic_id",
        "status_reason",
    ),
    index_where(
        "ix_message_one_welcome",
        "origin = 'welcome' AND status NOT IN ('failed', 'canceled')",
        "clinic_id",
        "address_hash",
        "live",
        unique=True,
    ),
)

#: Only what may be sent; a claim is a lease on a row. Clustered by channel first, so that one goes on while the other
#: waits, without a second tree that every enrollment writes to.
due_queue = Table(
    "due_queue",
    metadata,
    Column("channel", Text, primary_key=True, server_default="sms"),
    Column("due_at", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("claimed_until", BigInteger, nullable=False, server_default="0"),
    Column("token", BigInteger, nullable=False, server_default="0"),
    Column("claimed_by", Text),
    #: Who goes before others: 0 nobody, 1 a welcome, 2 answers, automatic replies and alerts.
    Column("lane", SmallInteger, nullable=False, server_default="0"),
    index_where("ix_due_queue_lane", "lane > 0", "lane", "due_at", "message_id"),
    sqlite_with_rowid=False,
)

attempt = Table(
    "attempt",
    metadata,
    id_column(),
    Column("message_id", BigInteger, ForeignKey("message.id"), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("transport", Text, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("armed_at", BigInteger, nullable=False),
    *word("outcome", AttemptOutcome),
    Column("ended_at", BigInteger),
    Column("provider_id", Text),
    Column("code", Text),
    Column("detail", Text),
    UniqueConstraint("message_id", "number"),
    index_where("ix_attempt_one_open", "outcome IN ('open', 'in_doubt')", "message_id", unique=True),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    id_column(),
    clinic_column(),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    #: For example treatment 42.
    Column("subject", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("detail_enc", LargeBinary),
    #: Its place in the clinic's chain, and the keyed hash over it and the entry before.
    Column("number", BigInteger),
    Column("mac", LargeBinary),
    Index(None, "subject", "subject_id"),
    Index("ix_audit_entry_number", "clinic_id", "number", unique=True),
)
