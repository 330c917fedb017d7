"""The pages of staff that are measured: the name of each figure, and what it is."""

PAGES = {
    "today": "Today",
    "hour": "one hour of today",
    "patients": "Patients",
    "further": "Patients, far down",
    "stage": "Patients of a stage",
    "status": "Patients by status",
    "attention_held": "Patients: on hold",
    "attention_stopped": "Patients: stopped",
    "attention_trouble": "Patients: not arrived",
    "attention_unusable": "Patients: unusable address",
    "attention_no_consent": "Patients: without consent",
    "attention_reply": "Patients: waiting for an answer",
    "by_name": "search by first name",
    "by_beginning": "search by a name's beginning",
    "by_names": "search by first and last name",
    "by_phone": "search by number",
    "by_last_four": "search by last four",
    "by_email": "search by email",
    "patient": "Patient",
    "inbox": "Inbox",
    "done": "Inbox, done",
    "reply": "a reply",
    "review": "Review",
    "doubt": "a message in Review",
    "reports": "Reports",
    "enroll": "Enroll",
    "plan": "Enroll, the plan as it is typed",
    "imports": "Imports",
    "team": "Team",
}

#: What finds more patients in a larger clinic, and so shows more: only its time is judged.
SHOWS_MORE = frozenset({"by_names", "hour", "stage"})
