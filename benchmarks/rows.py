"""The rows of the table: who takes part, how much each does, and what is to be reached."""

from dataclasses import dataclass

from benchmarks.judging import Check, Pick, Rule
from benchmarks.staff_pages import PAGES, SHOWS_MORE

_AP = "benchmarks.peers.apscheduler_jobs"
_LOOP = "benchmarks.peers.twilio_loop"
_ORM = "benchmarks.peers.orm"
_RAW = "benchmarks.peers.raw_sqlite"
_SMTP = "benchmarks.peers.smtp_loop"
_US = "benchmarks.subjects"


@dataclass(frozen=True, slots=True)
class Role:
    """One participant of a row."""

    name: str
    #: module:function
    run: str
    #: Units of work in the default run and with --full.
    short: int
    full: int
    #: module:function that fills a folder once for all turns; empty: nothing to prepare.
    prepare: str = ""
    prepare_short: int = 0
    prepare_full: int = 0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One row: its roles take turns, its checks say what is to be reached."""

    name: str
    title: str
    roles: tuple[Role, ...]
    checks: tuple[Check, ...]


def _same(name: str, run: str, size: int, prepare: str = "", prepared: int = 0) -> Role:
    """A role whose size does not depend on how long the run may take."""
    return Role(name, run, size, size, prepare, prepared, prepared)


ENROLL = Benchmark(
    "enroll",
    "Enroll (messages, one durable transaction a patient)",
    (
        Role("service", f"{_US}.enroll:one_thread", 300, 1000),
        Role("16 threads", f"{_US}.enroll:sixteen_threads", 320, 1600),
        Role("add_job", f"{_AP}:add_jobs", 300, 1000),
        Role("add_job, WAL", f"{_AP}:add_jobs_tuned", 300, 1000),
        Role("raw", f"{_RAW}:enroll_rows", 300, 1000, f"{_US}.enroll:prepare_replay", 300, 1000),
    ),
    (
        Check("peer: APScheduler add_job, SQLAlchemyJobStore", "service", Rule.FASTER, 15.0, "add_job"),
        Check("the same store with a WAL set by hand", "service", Rule.FASTER, None, "add_job, WAL"),
        Check("limit: raw sqlite3, same rows and bytes", "service", Rule.FASTER, 0.4, "raw"),
        Check("16 threads against one", "16 threads", Rule.FASTER, 1.0, "service"),
        Check(
            "16 threads: longest wait",
            "16 threads",
            Rule.WITHIN,
            0.1,
            metric="longest_wait_s",
            unit="ms",
            pick=Pick.MEDIAN,
        ),
    ),
)

CLAIM = Benchmark(
    "claim",
    "Due-scan and claim of 500",
    (
        # The same preparation as the crowd's, so that a million rows are made once.
        Role("of 1,000,000", f"{_US}.claim:claim_500", 10, 10, f"{_US}.dispatch:prepare_crowd", 1500, 10_000),
        _same("of 10,000", f"{_US}.claim:claim_500", 10, f"{_US}.claim:prepare_pending", 10_000),
        _same("poll", f"{_ORM}:poll_all_enrollments", 1, f"{_ORM}:prepare_enrollments", 100_000),
    ),
    (
        Check("1,000,000 pending against 10,000", "of 1,000,000", Rule.COSTLIER, 1.5, "of 10,000", unit="ms"),
        Check("peer: one tick of a poll over 100,000", "of 1,000,000", Rule.FASTER, None, "poll", unit="ms"),
    ),
)

DISPATCH = Benchmark(
    "dispatch",
    "Dispatch end to end to an HTTP sink",
    (
        Role("service", f"{_US}.dispatch:texts", 1500, 10_000, f"{_US}.dispatch:prepare_texts", 1500, 10_000),
        Role("sdk", f"{_LOOP}:with_default_client", 1500, 10_000),
        Role("our client", f"{_LOOP}:with_our_client", 1500, 10_000),
        Role("jobs", f"{_AP}:dispatch_patiently", 1500, 10_000, f"{_AP}:prepare_jobs", 1500, 10_000),
        Role("jobs, default", f"{_AP}:dispatch_by_default", 1500, 10_000, f"{_AP}:prepare_jobs", 1500, 10_000),
    ),
    (
        Check("peer: Twilio SDK as it comes, 8 threads", "service", Rule.FASTER, 1.2, "sdk"),
        Check("peer: APScheduler job per message, grace off", "service", Rule.FASTER, 4.0, "jobs"),
        Check("peer: APScheduler as it comes: lost", "jobs, default", Rule.WITHIN, None, metric="lost_share", unit="%"),
        Check("limit: SDK on our HTTP client, no database", "service", Rule.FASTER, 0.5, "our client"),
    ),
)

CROWD = Benchmark(
    "crowd",
    "The same with 1,000,000 pending beside it",
    (
        Role("crowded", f"{_US}.dispatch:texts", 1500, 10_000, f"{_US}.dispatch:prepare_crowd", 1500, 10_000),
        Role("alone", f"{_US}.dispatch:texts", 1500, 10_000, f"{_US}.dispatch:prepare_texts", 1500, 10_000),
    ),
    (Check("1,000,000 pending against none", "crowded", Rule.COSTLIER, 1.1, "alone"),),
)

EMAIL = Benchmark(
    "email",
    "Email to a local SMTP server",
    (
        Role("service", f"{_US}.email:dispatched", 500, 3000, f"{_US}.email:prepare_emails", 500, 3000),
        Role("transport", f"{_US}.email:transport_alone", 500, 3000, f"{_US}.email:prepare_content", 1, 1),
        Role("one each", f"{_SMTP}:one_each", 200, 1000, f"{_US}.email:prepare_content", 1, 1),
        Role("prebuilt", f"{_SMTP}:prebuilt", 500, 3000, f"{_US}.email:prepare_content", 1, 1),
    ),
    (
        Check("peer: connection and EmailMessage each", "transport", Rule.FASTER, 3.0, "one each"),
        Check("limit: prebuilt bytes, one connection", "transport", Rule.FASTER, 0.5, "prebuilt"),
        # From claim to record, durably, which neither of the two does.
        Check("dispatched end to end, against that peer", "service", Rule.FASTER, 3.0, "one each"),
        Check("dispatched end to end, against that limit", "service", Rule.FASTER, None, "prebuilt"),
    ),
)

LATENESS = Benchmark(
    "lateness",
    "Lateness of texts due at a steady pace",
    (
        _same("100 a second", f"{_US}.lateness:steady", 100, f"{_US}.lateness:prepare", 100),
        _same("500 a second", f"{_US}.lateness:steady", 500, f"{_US}.lateness:prepare", 500),
        _same("poll", f"{_ORM}:poll_lateness", 100),
        _same("jobs", f"{_AP}:lateness", 500, f"{_AP}:prepare_paced", 500),
    ),
    (
        Check("peer: p99 of a 5 s poll, 100/s", "100 a second", Rule.COSTLIER, 1 / 20, "poll", "p99_s", "ms"),
        Check("peer: p99 of APScheduler jobs, 500/s", "500 a second", Rule.COSTLIER, 1 / 10, "jobs", "p99_s", "ms"),
        Check("p50 at 100/s", "100 a second", Rule.WITHIN, 0.03, metric="p50_s", unit="ms"),
        Check("p50 at 500/s", "500 a second", Rule.WITHIN, None, metric="p50_s", unit="ms"),
    ),
)

MEMORY = Benchmark(
    "memory",
    "Memory of the worker",
    (
        _same("1,000,000 pending", f"{_US}.workers:memory", 50, f"{_US}.workers:prepare_crowd", 50),
        _same("none", f"{_US}.workers:memory", 50, f"{_US}.workers:prepare_texts", 50),
    ),
    (
        Check("more than with none pending", "1,000,000 pending", Rule.MORE, 5e6, "none", "peak_bytes", "MB"),
        Check("resident", "1,000,000 pending", Rule.WITHIN, 150e6, metric="resident_bytes", unit="MB"),
    ),
)

STARTUP = Benchmark(
    "startup",
    "Start-up to first send",
    (
        _same("1,000,000 pending", f"{_US}.workers:first_send", 1, f"{_US}.workers:prepare_crowd", 50),
        _same("none", f"{_US}.workers:first_send", 1, f"{_US}.workers:prepare_texts", 50),
    ),
    (Check("1,000,000 pending against none", "1,000,000 pending", Rule.COSTLIER, 1.1, "none", unit="ms"),),
)

IMPORT = Benchmark(
    "import",
    "Import of patients from CSV (rows)",
    (
        Role("service", f"{_US}.importing:import_file", 5000, 100_000, f"{_US}.importing:prepare", 5000, 100_000),
        Role("orm", f"{_ORM}:import_rows", 500, 2000, f"{_US}.importing:prepare", 5000, 100_000),
        Role("raw", f"{_RAW}:import_rows", 5000, 100_000, f"{_US}.importing:prepare", 5000, 100_000),
    ),
    (
        Check("peer: per-row ORM with duplicate check", "service", Rule.FASTER, 12.0, "orm"),
        Check("limit: raw sqlite3, validated, in batches", "service", Rule.FASTER, 0.4, "raw"),
        Check("memory above idle", "service", Rule.WITHIN, 60e6, metric="above_idle_bytes", unit="MB"),
    ),
)

RENDER = Benchmark(
    "render",
    "Render every message of the schedule",
    (
        Role("service", f"{_US}.rendering:compiled_once", 20_000, 100_000),
        Role("each time", f"{_US}.rendering:compiled_each_time", 100, 500),
    ),
    (Check("peer: compiling the template each time", "service", Rule.FASTER, 50.0, "each time", unit="us"),),
)

SIMULATE = Benchmark(
    "simulate",
    "Simulate patients over 12 months",
    (
        Role("1,000 patients", f"{_US}.simulating:a_year", 1000, 1000),
        Role("250 patients", f"{_US}.simulating:a_year", 250, 250),
    ),
    (
        Check("whole time for 1,000", "1,000 patients", Rule.WITHIN, 30.0, metric="whole_s", unit="s"),
        Check(
            "a patient of 1,000 against one of 250", "1,000 patients", Rule.COSTLIER, 1.15, "250 patients", unit="ms"
        ),
    ),
)

WEBHOOKS = Benchmark(
    "webhooks",
    "Status webhooks from 50 senders at once",
    (
        Role("service", f"{_US}.webhooks:reports", 300, 1500, f"{_US}.webhooks:prepare", 300, 1500),
        Role("empty app", f"{_US}.webhooks:empty_app", 300, 1500, f"{_US}.webhooks:prepare", 300, 1500),
        Role("beside", f"{_US}.webhooks:texts_beside_reports", 300, 1500, f"{_US}.webhooks:prepare", 300, 1500),
        Role("alone", f"{_US}.webhooks:texts_alone", 300, 1500, f"{_US}.webhooks:prepare", 300, 1500),
    ),
    (
        # Twilio waits 15 s for an answer.
        Check("p99 of a report", "service", Rule.WITHIN, 0.5, metric="p99_s", unit="ms"),
        Check("peer: the same server with an empty app", "service", Rule.FASTER, None, "empty app"),
        Check("texts while reports pour in, against none", "beside", Rule.FASTER, None, "alone"),
        Check("reports taken meanwhile", "beside", Rule.WITHIN, None, metric="report_s"),
    ),
)

RECOVERY = Benchmark(
    "recovery",
    "Recovery after a 72 h outage (three messages a patient, the newest fits)",
    (
        Role(
            "service",
            f"{_US}.recovery:after_outage",
            2000,
            # 100,000 messages. There are no more than 35,900 made-up numbers.
            33_334,
            f"{_US}.dispatch:prepare_texts",
            2000,
            33_334,
        ),
    ),
    (Check("whole time, from the good probe on", "service", Rule.WITHIN, None, metric="whole_s", unit="s"),),
)

PAGES_ROW = Benchmark(
    "pages",
    "Staff pages, p95 of the server's time on one core",
    (
        Role("100,000 patients", f"{_US}.pages:all_pages", 20, 60, f"{_US}.pages:prepare", 100_000, 100_000),
        Role("1,000 patients", f"{_US}.pages:all_pages", 20, 60, f"{_US}.pages:prepare", 1000, 1000),
    ),
    (
        Check("the slowest of all", "100,000 patients", Rule.WITHIN, 0.1, metric="slowest", unit="ms"),
        *(
            Check(
                f"{words}: against 1,000 patients", "100,000 patients", Rule.COSTLIER, 1.5, "1,000 patients", name, "ms"
            )
            for name, words in PAGES.items()
            if name not in SHOWS_MORE
        ),
    ),
)

ALL = (
    ENROLL,
    CLAIM,
    DISPATCH,
    CROWD,
    EMAIL,
    LATENESS,
    MEMORY,
    STARTUP,
    IMPORT,
    RENDER,
    SIMULATE,
    WEBHOOKS,
    RECOVERY,
    PAGES_ROW,
)
