"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _address_gate()
    _clinic()
    _due_queue()
    _fact()
    _row_id()
    _audit_entry()
    _audit_entry_indexes()
    _hold()
    _hold_indexes()
    _location()
    _opt_out()
    _opt_out_indexes()
    _patient()
    _schedule_version()
    _staff_member()
    _address()
    _address_indexes()
    _name_prefix()
    _treatment()
    _treatment_indexes()
    _consent()
    _consent_indexes()
    _message()
    _message_indexes()
    _attempt()
    _attempt_indexes()
    _first_row_ids()


def _address_gate() -> None:
    op.create_table(
        "address_gate",
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("welcomed_at", sa.BigInteger(), nullable=True),
        sa.Column("welcomed_live", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "address_hash", name=op.f("pk_address_gate")),
        sqlite_with_rowid=False,
    )


def _clinic() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("settle_minutes", sa.Integer(), nullable=False),
        sa.Column("send_time", sa.Text(), nullable=False),
        sa.Column("contact_hours", sa.Text(), nullable=True),
        sa.Column("limits", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
    )


def _due_queue() -> None:
    op.create_table(
        "due_queue",
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("token", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("due_at", "message_id", name=op.f("pk_due_queue")),
        sqlite_with_rowid=False,
    )


def _fact() -> None:
    op.create_table(
        "fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )


def _row_id() -> None:
    op.create_table(
        "row_id",
        sa.Column("only", sa.Integer(), nullable=False),
        sa.Column("next_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_row_id")),
    )


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("detail_enc", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_entry_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )


def _audit_entry_indexes() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_subject_id"), ["subject", "subject_id"], unique=False)


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("held_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_hold_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )


def _hold_indexes() -> None:
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hold_in_force",
            ["clinic_id", "target", "target_key"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _location() -> None:
    op.create_table(
        "location",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("booking_url", sa.Text(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_location_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )


def _opt_out() -> None:
    op.create_table(
        "opt_out",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("why_enc", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("scope = 'all' OR scope = 'marketing'", name=op.f("ck_opt_out_scope")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_opt_out_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
    )


def _opt_out_indexes() -> None:
    with op.batch_alter_table("opt_out", schema=None) as batch_op:
        batch_op.create_index(
            "ix_opt_out_in_force",
            ["clinic_id", "address_hash"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _patient() -> None:
    op.create_table(
        "patient",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("first_name_enc", sa.LargeBinary(), nullable=False),
        sa.Column("last_name_enc", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("tags_enc", sa.LargeBinary(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("channel = 'sms' OR channel = 'email'", name=op.f("ck_patient_channel")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_patient_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
    )


def _schedule_version() -> None:
    op.create_table(
        "schedule_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("apply_to", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_schedule_version_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_version")),
        sa.UniqueConstraint(
            "clinic_id", "schedule", "number", name=op.f("uq_schedule_version_clinic_id_schedule_number")
        ),
    )


def _staff_member() -> None:
    op.create_table(
        "staff_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_staff_member_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("clinic_id", "name", name=op.f("uq_staff_member_clinic_id_name")),
    )


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("value_enc", sa.LargeBinary(), nullable=False),
        sa.Column("value_hash", sa.LargeBinary(), nullable=False),
        sa.Column("last_four_hash", sa.LargeBinary(), nullable=True),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("unusable_at", sa.BigInteger(), nullable=True),
        sa.Column("unusable_why", sa.Text(), nullable=True),
        sa.CheckConstraint("channel = 'sms' OR channel = 'email'", name=op.f("ck_address_channel")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_address_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_address_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )


def _address_indexes() -> None:
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_address_clinic_id_last_four_hash"), ["clinic_id", "last_four_hash"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_address_clinic_id_value_hash"), ["clinic_id", "value_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_patient_id"), ["patient_id"], unique=False)


def _name_prefix() -> None:
    op.create_table(
        "name_prefix",
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("prefix_hash", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_name_prefix_patient_id")),
        sa.PrimaryKeyConstraint("clinic_id", "prefix_hash", "patient_id", name=op.f("pk_name_prefix")),
        sqlite_with_rowid=False,
    )


def _treatment() -> None:
    op.create_table(
        "treatment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("treated_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("session_n", sa.SmallInteger(), nullable=True),
        sa.Column("session_m", sa.SmallInteger(), nullable=True),
        sa.Column("provider_enc", sa.LargeBinary(), nullable=True),
        sa.Column("touch_up", sa.Text(), nullable=True),
        sa.Column("booked_on", sa.Text(), nullable=True),
        sa.Column("external_id_enc", sa.LargeBinary(), nullable=True),
        sa.Column("external_id_hash", sa.LargeBinary(), nullable=True),
        sa.Column("import_hash", sa.LargeBinary(), nullable=True),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status = 'active' OR status = 'on_hold' OR status = 'completed' OR status = 'canceled' OR status = 'entered_in_error'",
            name=op.f("ck_treatment_status"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_treatment_clinic_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_treatment_location_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_treatment_patient_id")),
        sa.ForeignKeyConstraint(["version_id"], ["schedule_version.id"], name=op.f("fk_treatment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment")),
    )


def _treatment_indexes() -> None:
    with op.batch_alter_table("treatment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_treatment_external_id",
            ["clinic_id", "external_id_hash"],
            unique=True,
            sqlite_where=sa.text("external_id_hash IS NOT NULL"),
            postgresql_where=sa.text("external_id_hash IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_treatment_patient_id"), ["patient_id"], unique=False)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("how_enc", sa.LargeBinary(), nullable=False),
        sa.Column("wording_version", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.CheckConstraint("kind = 'care' OR kind = 'marketing'", name=op.f("ck_consent_kind")),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_consent_address_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_consent_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_consent_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )


def _consent_indexes() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_patient_id"), ["patient_id"], unique=False)


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("treatment_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("essential", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("wish_at", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("queue_at", sa.BigInteger(), nullable=True),
        sa.Column("shifts", sa.Text(), nullable=True),
        sa.Column("address_id", sa.BigInteger(), nullable=True),
        sa.Column("address_hash", sa.LargeBinary(), nullable=True),
        sa.Column("armed_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("subject_enc", sa.LargeBinary(), nullable=True),
        sa.Column("text_enc", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint("kind = 'care' OR kind = 'marketing'", name=op.f("ck_message_kind")),
        sa.CheckConstraint(
            "origin = 'step' OR origin = 'welcome' OR origin = 'answer' OR origin = 'automatic' OR origin = 'alert'",
            name=op.f("ck_message_origin"),
        ),
        sa.CheckConstraint(
            "status = 'planned' OR status = 'sending' OR status = 'sent' OR status = 'delivered' OR status = 'failed' OR status = 'canceled' OR status = 'unknown'",
            name=op.f("ck_message_status"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_message_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_message_patient_id")),
        sa.ForeignKeyConstraint(["treatment_id"], ["treatment.id"], name=op.f("fk_message_treatment_id")),
        sa.ForeignKeyConstraint(["version_id"], ["schedule_version.id"], name=op.f("fk_message_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("treatment_id", "step", "round", name=op.f("uq_message_treatment_id_step_round")),
    )


def _message_indexes() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_armed",
            ["address_hash", "armed_at"],
            unique=False,
            sqlite_where=sa.text("armed_at IS NOT NULL"),
            postgresql_where=sa.text("armed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_attention",
            ["status"],
            unique=False,
            sqlite_where=sa.text("status IN ('unknown', 'failed')"),
            postgresql_where=sa.text("status IN ('unknown', 'failed')"),
        )
        batch_op.create_index(
            "ix_message_one_welcome",
            ["clinic_id", "address_hash", "live"],
            unique=True,
            sqlite_where=sa.text("origin = 'welcome' AND status NOT IN ('failed', 'canceled')"),
            postgresql_where=sa.text("origin = 'welcome' AND status NOT IN ('failed', 'canceled')"),
        )
        batch_op.create_index(
            "ix_message_parked",
            ["closes_at"],
            unique=False,
            sqlite_where=sa.text("status = 'planned' AND queue_at IS NULL"),
            postgresql_where=sa.text("status = 'planned' AND queue_at IS NULL"),
        )
        batch_op.create_index(
            "ix_message_patient_id_welcome",
            ["patient_id"],
            unique=False,
            sqlite_where=sa.text("treatment_id IS NULL"),
            postgresql_where=sa.text("treatment_id IS NULL"),
        )


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("armed_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome = 'open' OR outcome = 'accepted' OR outcome = 'rejected' OR outcome = 'try_again' OR outcome = 'unsent' OR outcome = 'in_doubt'",
            name=op.f("ck_attempt_outcome"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_attempt_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("message_id", "number", name=op.f("uq_attempt_message_id_number")),
    )


def _attempt_indexes() -> None:
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempt_one_open",
            ["message_id"],
            unique=True,
            sqlite_where=sa.text("outcome IN ('open', 'in_doubt')"),
            postgresql_where=sa.text("outcome IN ('open', 'in_doubt')"),
        )


def _first_row_ids() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE row_ids")
    else:
        op.execute("INSERT INTO row_id (only, next_id) VALUES (1, 1)")
