"""Servers for the tests of transports; each ends with its test."""

import ssl
from collections.abc import Iterator

import pytest
import trustme

from tests.fakes.fake_twilio import FakeTwilio


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        yield fake


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority that nobody but a test trusts."""
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """A server that proves to be localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """A client that trusts the tests' authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
