"""Messages between the judge and the processes behind the wall: plain bytes, counted and timed.

A message is a length and as many bytes, in the format of :mod:`autograder.core.plain_data`. The
reader says how many bytes are allowed and until when; a message that is longer, later, cut off or
of another form raises, and nothing of it is used.
"""

import select
import socket
import struct
import time

from autograder.core.plain_data import NotPlain, decode, encode

HEADER = struct.Struct("<Q")
CHUNK = 2**20
AHEAD = 2**16
# What a snapshot is asked for: to answer itself, or to fork off a copy that does.
YOURSELF, FORK = b"y", b"n"


class Ended(RuntimeError):
    """The other side closed its end: its process ended."""


class Late(RuntimeError):
    """No whole message came in time."""


def send(channel, value):
    """Send a piece of plain data."""
    send_bytes(channel, encode(value))


def send_bytes(channel, data):
    """Send a message that is encoded already; cases are, once for all learners.

    Raises
    ------
    Ended
        If nobody is there to take it.
    """
    _send_all(channel, HEADER.pack(len(data)) + data)


def _send_all(channel, data):
    try:
        channel.sendall(data)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Ended("the process ended") from error
    except TimeoutError as error:
        raise Late("the process took no message") from error


def receive(channel, most, deadline=None, tick=None):
    """Receive a piece of plain data.

    Parameters
    ----------
    channel : socket.socket
    most : int
        Bytes that are allowed.
    deadline : float, optional
        Of ``time.monotonic()``.
    tick : callable, optional
        Called about twenty times a second while waiting; may raise.

    Raises
    ------
    Ended, Late, NotPlain
    """
    (length,) = HEADER.unpack(_exactly(channel, HEADER.size, deadline, tick))
    if length > most:
        raise NotPlain(f"expected at most {most} bytes, got a message of {length}")
    return decode(_exactly(channel, length, deadline, tick))


class Inbox:
    """A channel that is read ahead: a child that answers sends many short messages.

    Parameters
    ----------
    channel : socket.socket
        Nobody else may read from it.
    """

    def __init__(self, channel):
        self._channel, self._kept, self._at = channel, b"", 0

    def receive(self, most, deadline=None, tick=None):
        """Receive the next message; see :func:`receive`."""
        return decode(self.receive_bytes(most, deadline, tick))

    def receive_bytes(self, most, deadline=None, tick=None):
        """Receive the next message as it came; whoever decodes it may find that it is not plain."""
        (length,) = HEADER.unpack(self._take(HEADER.size, deadline, tick))
        if length > most:
            raise NotPlain(f"expected at most {most} bytes, got a message of {length}")
        return self._take(length, deadline, tick)

    def _take(self, length, deadline, tick):
        missing = self._at + length - len(self._kept)
        if missing > 0:
            parts = [self._kept[self._at :]]
            while missing > 0:
                parts.append(_some(self._channel, max(AHEAD, min(missing, CHUNK)), deadline, tick))
                missing -= len(parts[-1])
            self._kept, self._at = b"".join(parts), 0
        start, self._at = self._at, self._at + length
        return self._kept[start : self._at]


class Outbox:
    """A channel that is written to in few pieces: each wakes the other side, which costs more.

    Parameters
    ----------
    channel : socket.socket
    most : int
        Bytes that may be kept back; with 0, each message leaves at once.
    """

    def __init__(self, channel, most=AHEAD):
        self._channel, self._most = channel, most
        self._kept, self._length = [], 0

    def send(self, value):
        """Send a piece of plain data; it may leave later, with :meth:`flush` at the latest."""
        data = encode(value)
        self._kept += [HEADER.pack(len(data)), data]
        self._length += len(data)
        if self._length >= self._most:
            self.flush()

    def flush(self):
        """Let go of all that was kept back."""
        _send_all(self._channel, b"".join(self._kept))
        self._kept, self._length = [], 0


def _exactly(channel, length, deadline, tick):
    parts = []
    while length:
        parts.append(_some(channel, min(length, CHUNK), deadline, tick))
        length -= len(parts[-1])
    return b"".join(parts)


def _some(channel, most, deadline, tick):
    """Read what there is, at least one byte."""
    if deadline is not None or tick is not None:
        _wait(channel, deadline, tick)
    try:
        part = channel.recv(most)
    except ConnectionResetError:
        part = b""
    if not part:
        raise Ended("the process ended")
    return part


def _wait(channel, deadline, tick):
    """Wait until there is something to read."""
    poller = select.poll()
    poller.register(channel, select.POLLIN)
    while True:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise Late("no answer in time")
        step = 0.05 if left is None else min(0.05, left)
        if poller.poll(1000 * step):
            return
        if tick:
            tick()


def pair():
    """Make two connected sockets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
