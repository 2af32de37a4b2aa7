"""The guard is the account's: its limits hold for each of its agents."""

from core.events import EntryRefused, GuardianTripped
from core.trading import Limit, RefusalCode
from core.types import Action, AgentId
from core.values import replace
from tests.desk import ROOMY, ScriptedDesk, make_agent, of, prices

LOOSE = AgentId("u1-2")


def test_the_daily_loss_of_the_account_refuses_all_of_its_agents() -> None:
    strict = make_agent(risk=replace(ROOMY, daily_loss=Limit.percent("0.5")))
    loose = make_agent(LOOSE, risk=replace(ROOMY, daily_loss=None))
    desk = ScriptedDesk(strict, loose)
    desk.play(*prices(1_000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(2_000, "100"))
    desk.play(*prices(3_000, "95.5"))
    assert [each.rule for each in of(GuardianTripped, desk.records)] == ["daily_loss"]
    told = desk.signal(Action.BUY, LOOSE)
    assert [each.code for each in of(EntryRefused, told)] == [RefusalCode.DAILY_LOSS]
