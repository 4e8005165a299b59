"""The tests themselves cannot reach a network."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_only_loopback_can_be_reached() -> None:
    with socket.socket() as away, pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        away.connect(("192.0.2.1", 80))
    with socket.socket() as listener, socket.socket() as caller:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        caller.connect(listener.getsockname())
