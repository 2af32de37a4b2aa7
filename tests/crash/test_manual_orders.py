"""`kill -9` with a person's order at rest; then the desk is started again."""

import pytest

from tests.crash.aftermath import every_order_is_done_once, journal_is_whole
from tests.crash.entry import After
from tests.desk_process import World


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.4, 2.0])
def test_an_order_at_rest_outlives_a_kill(desk: World, seconds: float) -> None:
    """At once its fate is unknown: it is given up, and said so. Later it rests where it did."""
    chat = desk.demo.chat
    dying = desk.start(After(seconds))
    chat.wait_bot()
    said = chat.say("buy btc 1000$ @ 40000 sl 1%")
    chat.wait_message(button="Review", after=said)
    chat.press("Review")
    chat.wait_message(button="Confirm")
    chat.press("Confirm")
    dying.wait_killed()
    journal_is_whole(desk)
    (before,) = _orders(desk)

    again = desk.start()
    desk.until(lambda: _orders(desk)[0][1] != "pending", "the order to be settled")
    journal_is_whole(desk)
    every_order_is_done_once(desk)
    (after,) = _orders(desk)
    assert after[1] == ("lost_in_restart" if before[1] == "pending" else "open")
    if after[1] == "open":
        assert after == before
    chat.wait_message(button="Auto", after=chat.say("/menu"))
    again.stop()


def _orders(desk: World) -> list[tuple[object, ...]]:
    return desk.ask("SELECT client_id, status, limit_price, qty FROM orders")
