"""Tables of what comes back, of the people on duty, and of how fast we may send. `_at` are micros UTC; `_enc` is sealed."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from reminders.domain.words import Channel, Intent, ReplyState
from reminders.store.columns import clinic_column, id_column, index_where, metadata, word

#: What came back from a number or mailbox; stored once, whoever delivers it how often.
reply = Table(
    "reply",
    metadata,
    id_column(),
    clinic_column(),
    *word("channel", Channel),
    Column("address_hash", LargeBinary, nullable=False),
    Column("from_enc", LargeBinary, nullable=False),
    Column("text_enc", LargeBinary, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    #: How many pictures; media_enc is a JSON list of {"url", "type"}.
    Column("media", SmallInteger, nullable=False),
    Column("media_enc", LargeBinary),
    #: STOP, START or HELP where the provider has answered it by itself.
    Column("opt_out_type", Text),
    *word("intent", Intent),
    Column("urgent", SmallInteger, nullable=False),
    #: The schedule's word that made it urgent.
    Column("red_flag_enc", LargeBinary),
    #: Null until the text or a person decides which of those who share the number wrote it.
    Column("patient_id", BigInteger, ForeignKey("patient.id")),
    Column("decided_by", Text),
    #: The message whose question it answers.
    Column("question_id", BigInteger, ForeignKey("message.id")),
    *word("state", ReplyState),
    Column("owner_id", BigInteger, ForeignKey("staff_member.id")),
    Column("answer_by", BigInteger),
    Column("passed_on", SmallInteger, nullable=False, server_default="0"),
    Column("acknowledged_at", BigInteger),
    Column("done_at", BigInteger),
    Column("done_by", Text),
    UniqueConstraint("clinic_id", "provider_id"),
    Index("ix_reply_address", "clinic_id", "address_hash", "received_at"),
    index_where("ix_reply_urgent_received", "urgent <> 0", "clinic_id", "received_at"),
    index_where("ix_reply_open", "state = 'open'", "clinic_id", "received_at"),
    index_where("ix_reply_urgent", "state = 'open' AND urgent = 1", "clinic_id", "answer_by"),
    index_where("ix_reply_owner", "state = 'open'", "owner_id", "received_at"),
    index_where("ix_reply_done", "state = 'done'", "clinic_id", "done_at"),
)

#: Later news of a message, each kind of news once.
delivery_report = Table(
    "delivery_report",
    metadata,
    id_column(),
    Column("message_id", BigInteger, ForeignKey("message.id"), nullable=False, index=True),
    Column("provider_id", Text, nullable=False),
    Column("attempt_number", SmallInteger),
    #: The provider's own word; its rank is ours.
    Column("status", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("code", Text, nullable=False, server_default=""),
    Column("received_at", BigInteger, nullable=False),
    UniqueConstraint("message_id", "provider_id", "status", "code"),
)

#: When somebody answers for urgent replies, by the clinic's clock; `position` is the order of passing on.
duty_shift = Table(
    "duty_shift",
    metadata,
    id_column(),
    clinic_column(),
    Column("staff_id", BigInteger, ForeignKey("staff_member.id"), nullable=False),
    #: 0 is Monday.
    Column("weekday", SmallInteger, nullable=False),
    #: HH:MM; an end at or before the start lies on the next day.
    Column("starts", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("since_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    index_where("ix_duty_shift_in_force", "until_at IS NULL", "clinic_id"),
)

absence = Table(
    "absence",
    metadata,
    id_column(),
    clinic_column(),
    Column("staff_id", BigInteger, ForeignKey("staff_member.id"), nullable=False, index=True),
    Column("from_at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("ended_at", BigInteger),
)

#: How fast a channel may send, and its bucket of tokens.
sender = Table(
    "sender",
    metadata,
    Column("clinic_id", BigInteger, ForeignKey("clinic.id"), primary_key=True),
    Column("channel", Text, primary_key=True),
    #: Messages a second; null: no limit.
    Column("per_second", Float),
    Column("tokens", Float, nullable=False, server_default="0"),
    Column("filled_at", BigInteger, nullable=False, server_default="0"),
    #: The provider asked to wait, then and until then.
    Column("paused_at", BigInteger),
    Column("paused_until", BigInteger),
    sqlite_with_rowid=False,
)

#: A provider that does not work is left alone until a probe says that it does.
breaker = Table(
    "breaker",
    metadata,
    Column("clinic_id", BigInteger, ForeignKey("clinic.id"), primary_key=True),
    Column("transport", Text, primary_key=True),
    Column("failures", SmallInteger, nullable=False, server_default="0"),
    #: Null: closed, messages flow.
    Column("opened_at", BigInteger),
    Column("probe_at", BigInteger),
    Column("probes", SmallInteger, nullable=False, server_default="0"),
    #: When it last closed: from then on the channel picks up speed.
    Column("closed_at", BigInteger),
    sqlite_with_rowid=False,
)

#: The newest entry of a clinic's chain, so that a cut end is noticed.
audit_head = Table(
    "audit_head",
    metadata,
    Column("clinic_id", BigInteger, ForeignKey("clinic.id"), primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
