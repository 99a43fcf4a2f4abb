"""Connections to public addresses alone.

A link is written by strangers, and the server stands inside a network that strangers must not
reach through it. Each connection, of a redirect too, is made to a number that was looked up and
judged just before: a name that says one number to a check and another to the connection (DNS
rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Timer
from typing import Any

from django.conf import settings
from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# Numbers that carry one of the old kind inside (RFC 6052): what is inside is judged.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddress(Exception):
    """The address is not one that everybody on the internet can reach."""


# Second handles of the connections of one check, to end them with.
_open: ContextVar[list[socket.socket]] = ContextVar("open connections")


def is_allowed(host: str, port: int) -> bool:
    """Whether the settings name this host and port, however private it is."""
    return f"{host}:{port}" in settings.LINKS_ALLOWED


def is_public(number: str) -> bool:
    """Whether an IP number belongs to the public internet."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
    return address.is_global and not address.is_multicast and not address.is_reserved


def number_of(host: str, port: int) -> str:
    """The IP number to connect to. Raises PrivateAddress when any of the host's is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [str(each[4][0]) for each in found]
    if not is_allowed(host, port) and not all(map(is_public, numbers)):
        raise PrivateAddress(host)
    return numbers[0]


class _Guarded:
    """Mixed into urllib3's connections: `_dns_host` is what they look up."""

    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = number_of(name, self.port)
        try:
            made: socket.socket = super()._new_conn()  # type: ignore[misc]
        finally:
            self._dns_host = name  # for the certificate
        _open.get().append(made.dup())
        return made


class _Http(_Guarded, HTTPConnection):
    pass


class _Https(_Guarded, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def session() -> Session:
    """A session of requests that reaches public addresses alone, and goes through no proxy."""
    made = Session()
    made.trust_env = False
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter())
    return made


@contextmanager
def within(seconds: float) -> Iterator[Event]:
    """End every connection that is made inside when the time is up: a server that sends a byte now
    and then never comes to the end of a timeout.

    Gives an event that is set when that has happened: an answer may then be half a one.
    """
    connections: list[socket.socket] = []
    is_over = Event()
    token = _open.set(connections)
    timer = Timer(seconds, _end, [connections, is_over])
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
        _open.reset(token)
        for each in connections:
            each.close()


def _end(connections: list[socket.socket], is_over: Event) -> None:
    is_over.set()
    for each in list(connections):
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
