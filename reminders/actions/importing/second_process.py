"""Carries an iterator on in a second process, so that two cores share the work."""

import copyreg
import gc
import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import fields
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any, TypeVar

Item = TypeVar("Item")

_Reducer = Callable[[Any], tuple[type, tuple[Any, ...]]]


class ProcessEnded(Exception):
    """The second process is gone before its time."""


def can_share_work() -> bool:
    """Whether there is a second core, and a copy of this process could do something: of its threads a copy has only the
    one that made it, and waits for ever for what another one held.
    """
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


@contextmanager
def carried_on(items: Iterator[Item], flat: Collection[type]) -> Iterator[Iterator[Item]]:
    """The rest of `items`, in their order, made by a copy of this process while this one does something else.

    What they are made from must be of memory and files: connections belong to this process. `flat` are those
    dataclasses among them of which there are many: they travel as their fields. What the iterator raises is raised here
    too, and ProcessEnded when the copy is gone. It ends with the block, and by itself when this process does. Where
    none can be made, this process makes them.
    """
    context = get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    copy = context.Process(target=_make, args=(items, flat, reader, writer), daemon=True)
    try:
        copy.start()
    except OSError:
        # No memory or no process to spare.
        reader.close()
        writer.close()
        yield items
        return
    writer.close()
    try:
        yield _received(reader, copy.join, lambda: copy.exitcode)
    finally:
        reader.close()
        copy.terminate()
        copy.join()


def _received(reader: Connection, join: Callable[[], None], exit_code: Callable[[], int | None]) -> Iterator[Any]:
    while True:
        try:
            item, error, ended = pickle.loads(reader.recv_bytes())  # noqa: S301 - from our own copy, through a pipe
        except EOFError:
            join()
            raise ProcessEnded(
                f"the process that reads ahead has ended (exit code {exit_code()}), perhaps for lack of memory; "
                "what was imported so far is kept: import the same file again to go on"
            ) from None
        if error is not None:
            raise error
        if ended:
            return
        yield item


def _make(items: Iterator[Any], flat: Collection[type], reader: Connection, writer: Connection) -> None:
    """In the copy. Whoever listens may have gone: then nothing is left to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    reader.close()
    # What was there before is shared with the other process as long as nobody touches it.
    gc.freeze()
    reducers = {kind: _by_fields(kind) for kind in flat}
    with suppress(BrokenPipeError):
        try:
            for item in items:
                writer.send_bytes(_packed((item, None, False), reducers))
            writer.send_bytes(_packed((None, None, True), reducers))
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - raised again in the other process
            writer.send_bytes(_packed((None, error, True), reducers))


def _packed(what: object, reducers: Mapping[type, _Reducer]) -> bytes:
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, **reducers}
    pickler.dump(what)
    return packed.getvalue()


def _by_fields(kind: type) -> _Reducer:
    """A frozen dataclass is otherwise packed field by field in Python, which takes three times as long."""
    values = attrgetter(*(one.name for one in fields(kind)))
    return lambda one: (kind, values(one))
