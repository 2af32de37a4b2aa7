"""What a spot exit leaves below the least that the venue sells ends the trade, blocks nothing and
leaves with the next exit."""

from decimal import Decimal

from core.events import (
    EntryRefused,
    Halted,
    OrderEnded,
    OrderPlaced,
    PositionClosed,
    PositionOpened,
    Record,
)
from core.trading import Position
from core.types import Action, OrderState
from tests.desk import ScriptedDesk, make_agent, of, the
from tests.paper.script import SPOT, quote, usdt
from tests.unit.test_exit_retries import NO_DEPTH, last, sold_but_for_a_rest

REST = Decimal("0.04")


def say(desk: ScriptedDesk, ms: int, price: str, size: str = "1000") -> list[Record]:
    """A quote and a print at its bid."""
    ask = str(Decimal(price) + Decimal("0.1"))
    return desk.play(quote(ms, price, ask, size, SPOT), last(ms, price))


def size(position: Position) -> Decimal:
    return SPOT.size(position.qty)


def test_the_trade_is_over_when_all_that_could_be_sold_is_sold_and_says_so_once() -> None:
    desk = sold_but_for_a_rest()
    for ms in range(3000, 3500, 100):
        say(desk, ms, "95")

    result = the(PositionClosed, desk.records).result
    assert "dust" in result.flags
    assert (size(desk.position), desk.position.is_dust) == (REST, True)
    assert result.qty + REST == the(PositionOpened, desk.records).qty
    assert desk.position.trade_id != result.trade_id


def test_the_trade_and_its_dust_share_what_was_booked() -> None:
    """Nothing is counted twice, nothing is forgotten: results and the cost of the dust are the
    whole change of the wallet."""
    desk = sold_but_for_a_rest()
    result = the(PositionClosed, desk.records).result
    booked = usdt(str(result.net)) + desk.position.carried

    assert desk.wallet - desk.opening.account.wallet == booked
    assert desk.engine.state.ledger.reserved == desk.position.margin
    assert desk.agent.realised == booked


def test_dust_blocks_no_entry_and_leaves_with_the_next_exit() -> None:
    desk = sold_but_for_a_rest()
    say(desk, 3000, "95")
    desk.signal(Action.BUY)
    opened = the(PositionOpened, say(desk, 3100, "95"))
    bought = of(OrderPlaced, desk.records)[-1]

    assert opened.trade_id == bought.client_id
    assert size(desk.position) == opened.qty
    assert desk.position.stop is not None
    assert not desk.position.is_dust

    desk.close()
    closed = of(PositionClosed, say(desk, 3200, "95"))
    assert desk.is_flat
    assert closed[0].result.trade_id == opened.trade_id
    assert closed[0].result.qty == opened.qty
    spent = sum((each.result.net for each in of(PositionClosed, desk.records)), Decimal(0))
    assert desk.wallet - desk.opening.account.wallet == usdt(str(spent))


def test_dust_takes_no_room_among_the_positions() -> None:
    desk = sold_but_for_a_rest()
    assert desk.engine.state.positions_to_be() == 0


def test_dust_does_not_keep_a_halt_from_being_told() -> None:
    desk = sold_but_for_a_rest()
    say(desk, 3000, "95")
    assert of(Halted, desk.kill())


def test_a_sale_of_dust_by_a_signal_is_refused_as_if_nothing_were_held() -> None:
    desk = sold_but_for_a_rest()
    say(desk, 3000, "95")
    assert the(EntryRefused, desk.signal(Action.SELL)).code == "SHORT_NOT_SUPPORTED"


def test_a_position_that_fell_below_the_least_is_dust_as_a_whole() -> None:
    """The venue refuses its exit: the trade stays open under its own name, and blocks nothing."""
    desk = ScriptedDesk(make_agent(instrument=SPOT.id), instruments=(SPOT,), terms=NO_DEPTH)
    say(desk, 1000, "100")
    desk.signal(Action.BUY)
    trade_id = the(PositionOpened, say(desk, 1100, "100")).trade_id
    whole = size(desk.position)
    say(desk, 2000, "0.2")
    ended = the(OrderEnded, say(desk, 2100, "0.2"))

    assert (ended.state, ended.reason) == (OrderState.REJECTED, "min_notional")
    assert (desk.position.is_dust, size(desk.position)) == (True, whole)
    assert desk.position.trade_id == trade_id
    assert of(PositionClosed, desk.records) == []


def test_dust_is_still_dust_after_a_restart() -> None:
    desk = sold_but_for_a_rest()
    desk.restart()
    say(desk, 3000, "95")
    desk.signal(Action.BUY)
    assert of(PositionOpened, say(desk, 3100, "95"))
