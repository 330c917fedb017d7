"""Sign-in, notes, imports through the pages, counts for the reports, and what a text costs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _throttle()
    _desk_device()
    _import_run()
    _report_count()
    _note()
    _recovery_code()
    _session()
    _message()
    _reply_indexes()
    _opt_out_index()
    _staff_member()
    _treatment()
    _due_queue()
    _address()


def _throttle() -> None:
    op.create_table(
        "throttle",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_throttle")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_last_at"), ["last_at"], unique=False)


def _desk_device() -> None:
    op.create_table(
        "desk_device",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_desk_device_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_desk_device_token_hash")),
    )


def _import_run() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name_enc", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), server_default="{}", nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("enrolled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unchanged", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rejected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("runner", sa.Text(), nullable=True),
        sa.Column("stop_by", sa.Text(), nullable=True),
        sa.Column("found_enc", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_import_run_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_clinic_id_since_at"), ["clinic_id", "since_at"], unique=False)


def _report_count() -> None:
    op.create_table(
        "report_count",
        sa.Column("clinic_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_report_count_clinic_id")),
        sa.PrimaryKeyConstraint(
            "clinic_id", "day", "schedule", "stage", "channel", "origin", "live", "what", name=op.f("pk_report_count")
        ),
        sqlite_with_rowid=False,
    )


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_note_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_note_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_patient_id"), ["patient_id"], unique=False)


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_recovery_code_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_staff_id"), ["staff_id"], unique=False)


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("second_factor_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_session_clinic_id")),
        sa.ForeignKeyConstraint(["device_id"], ["desk_device.id"], name=op.f("fk_session_device_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_staff_id"), ["staff_id"], unique=False)


def _message() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("segments", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("moved_to", sa.BigInteger(), nullable=True))
        # What left on one day, for the pages and the reports; a message is in it from its arming on.
        batch_op.create_index(
            "ix_message_armed_at",
            ["armed_at"],
            unique=False,
            sqlite_where=sa.text("armed_at IS NOT NULL"),
            postgresql_where=sa.text("armed_at IS NOT NULL"),
        )
        for name, columns, condition in _FOR_STAFF_TO_SEE:
            where = sa.text(condition)
            batch_op.create_index(name, columns, unique=False, sqlite_where=where, postgresql_where=where)


# What staff decide about, what does not go and why, and what waits for what: small, and nothing that enrolling writes.
_FOR_STAFF_TO_SEE = (
    (
        "ix_message_review",
        ["clinic_id", "status", "armed_at", "id", "status_reason"],
        "status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff'",
    ),
    (
        "ix_message_trouble",
        ["clinic_id", "patient_id"],
        "status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff'",
    ),
    ("ix_message_canceled", ["clinic_id", "wish_at"], "status = 'canceled' AND status_reason <> 'no_consent'"),
    (
        "ix_message_no_consent",
        ["clinic_id", "closes_at", "patient_id"],
        "status = 'canceled' AND status_reason = 'no_consent' AND kind = 'care'",
    ),
    (
        "ix_message_waiting",
        ["clinic_id", "status_reason"],
        "status = 'planned' AND queue_at IS NULL AND status_reason IS NOT NULL",
    ),
)


def _reply_indexes() -> None:
    """What each shelf of the inbox and a report of replies read, in their order."""
    with op.batch_alter_table("reply", schema=None) as batch_op:
        for name, columns, condition in (
            ("ix_reply_urgent", ["clinic_id", "answer_by"], "state = 'open' AND urgent = 1"),
            # By another condition than the open ones: SQLite would look for those in it, among all that are done.
            ("ix_reply_urgent_received", ["clinic_id", "received_at"], "urgent <> 0"),
            ("ix_reply_owner", ["owner_id", "received_at"], "state = 'open'"),
            ("ix_reply_done", ["clinic_id", "done_at"], "state = 'done'"),
        ):
            where = sa.text(condition)
            batch_op.create_index(name, columns, unique=False, sqlite_where=where, postgresql_where=where)


def _opt_out_index() -> None:
    with op.batch_alter_table("opt_out", schema=None) as batch_op:
        batch_op.create_index("ix_opt_out_since", ["clinic_id", "since_at"], unique=False)


def _staff_member() -> None:
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("password_hash", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("password_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("totp_enc", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_last", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("pin_hash", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.Text(), server_default="en", nullable=False))
        batch_op.add_column(sa.Column("invite_hash", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("invite_until", sa.BigInteger(), nullable=True))


def _treatment() -> None:
    with op.batch_alter_table("treatment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("form_hash", sa.LargeBinary(), nullable=True))
        batch_op.create_index(
            "ix_treatment_form",
            ["clinic_id", "form_hash"],
            unique=True,
            sqlite_where=sa.text("form_hash IS NOT NULL"),
            postgresql_where=sa.text("form_hash IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_treatment_import",
            ["import_id"],
            unique=False,
            sqlite_where=sa.text("import_id IS NOT NULL"),
            postgresql_where=sa.text("import_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_treatment_on_hold",
            ["clinic_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'on_hold'"),
            postgresql_where=sa.text("status = 'on_hold'"),
        )
        batch_op.create_index(
            "ix_treatment_running",
            ["clinic_id", "schedule", "treated_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('active', 'on_hold')"),
            postgresql_where=sa.text("status IN ('active', 'on_hold')"),
        )
        batch_op.create_index(
            "ix_treatment_own_interval",
            ["clinic_id", "schedule", "treated_at"],
            unique=False,
            sqlite_where=sa.text("touch_up IS NOT NULL"),
            postgresql_where=sa.text("touch_up IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_treatment_over",
            ["clinic_id", "schedule", "status", "treated_at"],
            unique=False,
            sqlite_where=sa.text("status NOT IN ('active', 'on_hold')"),
            postgresql_where=sa.text("status NOT IN ('active', 'on_hold')"),
        )


def _address() -> None:
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(
            "ix_address_unusable",
            ["clinic_id", "patient_id"],
            unique=False,
            sqlite_where=sa.text("unusable_at IS NOT NULL"),
            postgresql_where=sa.text("unusable_at IS NOT NULL"),
        )


def _due_queue() -> None:
    """Clustered by channel, instead of a second tree over it that every enrollment writes to."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_due_queue_channel", "due_queue")
        op.drop_constraint("pk_due_queue", "due_queue", type_="primary")
        op.create_primary_key("pk_due_queue", "due_queue", ["channel", "due_at", "message_id"])
        return
    op.create_table(
        "due_queue_by_channel",
        sa.Column("channel", sa.Text(), server_default="sms", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("token", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("lane", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("channel", "due_at", "message_id", name=op.f("pk_due_queue")),
        sqlite_with_rowid=False,
    )
    kept = "channel, due_at, message_id, claimed_until, token, claimed_by, lane"
    op.execute(f"INSERT INTO due_queue_by_channel ({kept}) SELECT {kept} FROM due_queue ORDER BY 1, 2, 3")
    op.drop_table("due_queue")
    op.rename_table("due_queue_by_channel", "due_queue")
    op.create_index(
        "ix_due_queue_lane", "due_queue", ["lane", "due_at", "message_id"], sqlite_where=sa.text("lane > 0")
    )
