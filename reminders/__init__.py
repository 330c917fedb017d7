"""Aftercare reminders: the right message in each stage of recovery.

The way of a message:

======== ========================= =====================================================================
step     where                     what
======== ========================= =====================================================================
enrolled actions/enroll.py         one transaction: treatment, planned messages, their rows in the due queue
planned  domain/planning.py        pure: schedule + treatment + clinic rules + now -> PlannedMessages with reasons
due      store/due.py              a query on the due queue, clustered by due_at; held messages are not in it
claimed  store/due.py              a lease of 60 s with a token; an expired lease makes it due again
armed    actions/dispatch.py       locks the address, checks again, renders, stores the Attempt: durable first
sent     transports/*              outside any transaction, after one last look; a Receipt or a sorted error
recorded domain/delivery.py        decides: sent, planned again, failed, unknown; the store writes it
reported web/webhooks.py           proves and reads the news; domain/reports.py ranks them, actions/track.py writes
replied  web/webhooks.py           proves and reads the text; domain/replies.py understands, actions/hearing.py acts
======== ========================= =====================================================================
"""
