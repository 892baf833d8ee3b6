"""Whoever asks first writes first; waiting has an end; no turn is lost."""

import threading
import time

import pytest

from servewell.gateways.sqlite.fair_lock import FairLock


def wait_until_waiting(lock: FairLock, count: int) -> None:
    for _ in range(500):
        if len(lock._waiting) == count:
            return
        time.sleep(0.01)
    pytest.fail(f"never {count} waiting")


def test_turns_come_in_the_order_of_asking() -> None:
    lock, order, threads = FairLock(), [], []
    assert lock.acquire(1)

    def write(name: int) -> None:
        assert lock.acquire(10)
        order.append(name)
        lock.release()

    for name in range(12):
        threads.append(threading.Thread(target=write, args=(name,)))
        threads[-1].start()
        wait_until_waiting(lock, name + 1)
    lock.release()
    for thread in threads:
        thread.join(10)
    assert order == list(range(12))


def test_one_who_comes_back_at_once_cannot_pass_who_waits() -> None:
    lock, order = FairLock(), []
    assert lock.acquire(1)

    def wait() -> None:
        assert lock.acquire(10)
        order.append("who waited")
        lock.release()

    thread = threading.Thread(target=wait)
    thread.start()
    wait_until_waiting(lock, 1)
    lock.release()
    assert lock.acquire(10)
    order.append("who came back")
    thread.join(10)
    assert order == ["who waited", "who came back"]


def test_waiting_ends() -> None:
    lock = FairLock()
    assert lock.acquire(1)
    assert not lock.acquire(0.02)
    lock.release()
    assert lock.acquire(0.02), "who gave up is not in line any more"


def test_who_gave_up_does_not_hold_up_those_behind() -> None:
    lock, got = FairLock(), []
    assert lock.acquire(1)
    impatient = threading.Thread(target=lambda: got.append(("impatient", lock.acquire(0.1))))
    patient = threading.Thread(target=lambda: got.append(("patient", lock.acquire(10))))
    impatient.start()
    wait_until_waiting(lock, 1)
    patient.start()
    wait_until_waiting(lock, 2)
    impatient.join(10)
    lock.release()
    patient.join(10)
    assert got == [("impatient", False), ("patient", True)]


def test_an_interrupt_while_waiting_loses_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = FairLock()
    assert lock.acquire(1)

    def interrupt(turn: threading.Event, timeout: float | None = None) -> bool:
        lock.release()  # the turn comes, and with it the interrupt
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Event, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        lock.acquire(10)
    monkeypatch.undo()
    assert lock.acquire(0.02)


def test_only_one_holds_it_at_a_time() -> None:
    lock, inside, most = FairLock(), 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(50):
            assert lock.acquire(10)
            inside += 1
            most = max(most, inside)
            inside -= 1
            lock.release()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (most, inside) == (1, 0)
