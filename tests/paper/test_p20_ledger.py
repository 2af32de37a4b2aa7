"""P20: cash + margin + unrealised = equity, and deposits + realised - fees +/- funding = wallet, to
the last unit, at every step of a worked script."""

from core.events import PositionClosed
from core.market import Funding
from core.types import Action
from tests.desk import ScriptedDesk, of, prices
from tests.paper.script import MS, PERP, usdt


def test_a_worked_script_to_the_last_unit() -> None:
    desk = ScriptedDesk()
    ledger = desk.engine.state.ledger

    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    # 19.6 at 100.1 with ten times leverage, fee 0.05 %, marked at 100.
    assert ledger.wallet == usdt("10000") - usdt("0.98098")
    assert ledger.reserved == usdt("196.196")
    assert ledger.unrealised == -usdt("1.96")
    assert ledger.cash == usdt("9802.82302")
    assert desk.engine.state.equity == usdt("9997.05902")

    desk.play(Funding(PERP.id, 1500 * MS, 10_000, 100 * 10**8))
    assert ledger.wallet == usdt("9998.82302")

    desk.close(50)
    desk.play(*prices(2000, "103"))
    # 9.8 left at 103: realised 2.9 x 9.8, fee 0.5047; a half of margin is free again.
    assert ledger.wallet == usdt("9998.82302") + usdt("28.42") - usdt("0.5047")
    assert ledger.reserved == usdt("98.098")
    assert ledger.unrealised == usdt("28.42")
    assert ledger.cash + ledger.reserved + ledger.unrealised == desk.engine.state.equity

    desk.close()
    desk.play(*prices(3000, "104"))
    # 9.8 at 104: realised 38.22, fee 0.5096.
    net = usdt("28.42") + usdt("38.22") - usdt("0.98098") - usdt("0.5047") - usdt("0.5096")
    assert ledger.wallet == usdt("10000") + net - usdt("0.196")
    assert (ledger.reserved, ledger.unrealised) == (0, 0)
    assert desk.engine.state.equity == ledger.wallet
    assert ledger.wallet != usdt("10000") + usdt("66.64")  # what leaving out fees and funding says

    (closed,) = of(PositionClosed, desk.records)
    assert closed.result.net * 10**8 == ledger.wallet - usdt("10000")
    assert desk.agent.realised == ledger.wallet - usdt("10000")
    assert sum(entry.amount for entry in desk.ledger) == desk.agent.realised


def test_every_record_of_money_says_paper() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))

    assert desk.journal.lines
    assert all(line.startswith("paper_") for line in desk.journal.lines)


def test_an_average_price_is_only_for_reading() -> None:
    """Three fills at other prices: the cost is kept whole, so that no unit is lost in a mean."""
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100", size="7"))
    held = desk.position
    mean = PERP.average_price(held.cost, held.qty)

    assert held.cost == 70 * 1001 + 70 * 1002 + 56 * 1003
    assert mean * held.qty * 10 != held.cost

    desk.close()
    desk.play(*prices(2000, "100", size="1000"))
    assert sum(entry.amount for entry in desk.ledger if entry.kind == "realised") == (
        (1000 * held.qty - held.cost) * PERP.unit
    )
