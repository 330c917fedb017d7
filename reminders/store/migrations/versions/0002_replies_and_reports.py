"""Replies, later news of messages, people on duty, sending rates, and the chain of the audit entries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _audit_head()
    _breaker()
    _sender()
    _absence()
    _absence_indexes()
    _duty_shift()
    _duty_shift_indexes()
    _delivery_report()
    _delivery_report_indexes()
    _reply()
    _reply_indexes()
    _audit_entry()
    _clinic()
    _message()
    _staff_member()
    _due_queue()
    _audit_entry_guards()


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("clinic_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_head_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_audit_head")),
    )


def _breaker() -> None:
    op.create_table(
        "breaker",
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("failures", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("probe_at", sa.BigInteger(), nullable=True),
        sa.Column("probes", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_breaker_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "transport", name=op.f("pk_breaker")),
        sqlite_with_rowid=False,
    )


def _sender() -> None:
    op.create_table(
        "sender",
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=True),
        sa.Column("tokens", sa.Float(), server_default="0", nullable=False),
        sa.Column("filled_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_sender_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "channel", name=op.f("pk_sender")),
        sqlite_with_rowid=False,
    )


def _absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_absence_clinic_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_absence_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )


def _absence_indexes() -> None:
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_staff_id"), ["staff_id"], unique=False)


def _duty_shift() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_duty_shift_clinic_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_duty_shift_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shift")),
    )


def _duty_shift_indexes() -> None:
    with op.batch_alter_table("duty_shift", schema=None) as batch_op:
        batch_op.create_index(
            "ix_duty_shift_in_force",
            ["clinic_id"],
            unique=False,
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        )


def _delivery_report() -> None:
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("attempt_number", sa.SmallInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_delivery_report_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_report")),
        sa.UniqueConstraint(
            "message_id",
            "provider_id",
            "status",
            "code",
            name=op.f("uq_delivery_report_message_id_provider_id_status_code"),
        ),
    )


def _delivery_report_indexes() -> None:
    with op.batch_alter_table("delivery_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_report_message_id"), ["message_id"], unique=False)


def _reply() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("from_enc", sa.LargeBinary(), nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("media", sa.SmallInteger(), nullable=False),
        sa.Column("media_enc", sa.LargeBinary(), nullable=True),
        sa.Column("opt_out_type", sa.Text(), nullable=True),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("urgent", sa.SmallInteger(), nullable=False),
        sa.Column("red_flag_enc", sa.LargeBinary(), nullable=True),
        sa.Column("patient_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("answer_by", sa.BigInteger(), nullable=True),
        sa.Column("passed_on", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.CheckConstraint("channel = 'sms' OR channel = 'email'", name=op.f("ck_reply_channel")),
        sa.CheckConstraint(
            "intent = 'stop' OR intent = 'start' OR intent = 'help' OR intent = 'asks_to_stop' OR intent = 'wrong_number' OR intent = 'as_expected' OR intent = 'question' OR intent = 'worried' OR intent = 'call_me' OR intent = 'later' OR intent = 'no_invitations' OR intent = 'other'",
            name=op.f("ck_reply_intent"),
        ),
        sa.CheckConstraint("state = 'open' OR state = 'done'", name=op.f("ck_reply_state")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_reply_clinic_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff_member.id"], name=op.f("fk_reply_owner_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_reply_patient_id")),
        sa.ForeignKeyConstraint(["question_id"], ["message.id"], name=op.f("fk_reply_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("clinic_id", "provider_id", name=op.f("uq_reply_clinic_id_provider_id")),
    )


def _reply_indexes() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index("ix_reply_address", ["clinic_id", "address_hash", "received_at"], unique=False)
        batch_op.create_index(
            "ix_reply_open",
            ["clinic_id", "received_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )


def _audit_entry() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.LargeBinary(), nullable=True))
        batch_op.create_index("ix_audit_entry_number", ["clinic_id", "number"], unique=True)


def _clinic() -> None:
    with op.batch_alter_table("clinic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("emergency_number", sa.Text(), server_default="911", nullable=False))


def _message() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_enc", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("reply_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("to_staff_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("reported", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("report_rank", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("report_code", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reported_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ask_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("unconfirmed_at", sa.BigInteger(), nullable=True))
        batch_op.alter_column("patient_id", existing_type=sa.BigInteger(), nullable=True)
        batch_op.create_index(
            "ix_message_ask",
            ["ask_at"],
            unique=False,
            sqlite_where=sa.text("ask_at IS NOT NULL"),
            postgresql_where=sa.text("ask_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_unconfirmed",
            ["unconfirmed_at"],
            unique=False,
            sqlite_where=sa.text("unconfirmed_at IS NOT NULL"),
            postgresql_where=sa.text("unconfirmed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_provider",
            ["provider_id"],
            unique=False,
            sqlite_where=sa.text("provider_id IS NOT NULL"),
            postgresql_where=sa.text("provider_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_reply",
            ["reply_id"],
            unique=False,
            sqlite_where=sa.text("reply_id IS NOT NULL"),
            postgresql_where=sa.text("reply_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_answer_lost",
            ["reply_id"],
            unique=False,
            sqlite_where=sa.text("origin = 'answer' AND status IN ('failed', 'canceled')"),
            postgresql_where=sa.text("origin = 'answer' AND status IN ('failed', 'canceled')"),
        )


def _staff_member() -> None:
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_enc", sa.LargeBinary(), nullable=True))


def _due_queue() -> None:
    op.add_column("due_queue", sa.Column("channel", sa.Text(), server_default="sms", nullable=False))
    op.add_column("due_queue", sa.Column("lane", sa.SmallInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE due_queue SET channel = (SELECT COALESCE(m.channel, 'sms') FROM message m WHERE m.id = message_id), "
        "lane = (SELECT CASE m.origin WHEN 'step' THEN 0 WHEN 'welcome' THEN 1 ELSE 2 END FROM message m WHERE m.id = message_id) "
        "WHERE EXISTS (SELECT 1 FROM message m WHERE m.id = message_id)"
    )
    op.create_index("ix_due_queue_channel", "due_queue", ["channel", "due_at", "message_id"])
    op.create_index(
        "ix_due_queue_lane",
        "due_queue",
        ["lane", "due_at", "message_id"],
        sqlite_where=sa.text("lane > 0"),
        postgresql_where=sa.text("lane > 0"),
    )


def _audit_entry_guards() -> None:
    """Entries are only ever added: a slip in a console is refused. One without a number is given one, once."""
    guards = _POSTGRES_GUARDS if op.get_bind().dialect.name == "postgresql" else _SQLITE_GUARDS
    for guard in guards:
        op.execute(guard)


_REFUSAL = "audit entries are never changed or deleted"
_SQLITE_GUARDS = (
    "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry WHEN OLD.number IS NOT NULL "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
)
_POSTGRES_GUARDS = (
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry FOR EACH ROW WHEN (OLD.number IS NOT NULL) "
    "EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT "
    "EXECUTE FUNCTION refuse_audit_change()",
)
