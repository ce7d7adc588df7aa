"""Messages between judge and child, as whole ones, in pieces, too long and cut off."""

import time

import pytest

from autograder.core.plain_data import NotPlain, encode
from autograder.grade.wall import wire


@pytest.fixture
def ends():
    """Two connected sockets."""
    ours, theirs = wire.pair()
    with ours, theirs:
        yield ours, theirs


def message(value):
    data = encode(value)
    return wire.HEADER.pack(len(data)) + data


def test_messages_that_came_together_are_read_one_by_one(ends):
    ours, theirs = ends
    values = [1, "two", [3.0], None]
    theirs.sendall(b"".join(map(message, values)))
    theirs.close()
    inbox = wire.Inbox(ours)
    assert [inbox.receive(1000) for _ in values] == values
    with pytest.raises(wire.Ended):
        inbox.receive(1000)


def test_a_message_that_comes_in_pieces_is_put_together(ends):
    ours, theirs = ends
    data = message("text") + message("more")
    inbox, read = wire.Inbox(ours), []
    for place in range(len(data)):
        theirs.sendall(data[place : place + 1])
        if place + 1 in (len(message("text")), len(data)):
            read.append(inbox.receive(1000, time.monotonic() + 5))
    assert read == ["text", "more"]


def test_too_long_cut_off_or_too_late(ends):
    ours, theirs = ends
    theirs.sendall(message("text") + wire.HEADER.pack(2**40) + b"x")
    inbox = wire.Inbox(ours)
    assert inbox.receive(1000) == "text"
    with pytest.raises(NotPlain, match="at most 1000 bytes"):
        inbox.receive(1000)
    ours, theirs = wire.pair()
    inbox = wire.Inbox(ours)
    theirs.sendall(message("a whole sentence")[:-3])
    with pytest.raises(wire.Late):
        inbox.receive(1000, time.monotonic() + 0.1)
    theirs.close()
    with pytest.raises(wire.Ended):
        inbox.receive(1000, time.monotonic() + 5)
    ours.close()


def test_an_outbox_keeps_messages_back_until_they_are_many_or_wanted(ends):
    ours, theirs = ends
    ours.setblocking(False)
    outbox = wire.Outbox(theirs, most=3 * len(encode("text")))
    for _ in range(2):
        outbox.send("text")
        with pytest.raises(BlockingIOError):
            ours.recv(1)
    outbox.send("text")  # that makes them many
    assert ours.recv(1000) == 3 * message("text")
    outbox.send("last")
    outbox.flush()
    assert ours.recv(1000) == message("last")
    wire.Outbox(theirs, most=0).send("at once")
    assert ours.recv(1000) == message("at once")


def test_an_outbox_that_nobody_reads(ends):
    ours, theirs = ends
    ours.close()
    outbox = wire.Outbox(theirs)
    outbox.send("text")
    with pytest.raises(wire.Ended):
        outbox.flush()
