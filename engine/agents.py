"""The agents of an account: added, cloned, renamed, removed, given a share of its capital."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from core.errors import InputError
from core.events import AgentAdded, AgentRemoved
from core.money import Money, from_money, to_money
from core.ports import MANUAL, NewAgent
from core.trading import Agent
from core.types import AgentId, Timeframe, UserId
from core.values import replace
from engine import roster
from engine.agent_settings import AgentSettings
from engine.step import Draft, Step

LONGEST_NAME = 16
CENT = Decimal("0.01")


class Agents(AgentSettings):
    """Implements core.ports.AgentsDesk. What is removed leaves its trades in the journal."""

    async def add_agent(self, agent: NewAgent, *, by: UserId) -> AgentId:
        """Raises InputError for what cannot be traded, or capital that is not free."""

        def make() -> Agent:
            held = self._instrument(agent.instrument)
            if agent.strategy not in self._strategies or agent.timeframe not in list(Timeframe):
                raise InputError("That is not one of the choices", code="no_such_choice")
            fresh = Agent(
                id=AgentId(""),
                account=self._engine.state.ledger.account.id,
                name=agent.name,
                strategy=agent.strategy,
                instrument=held.id,
                timeframe=Timeframe(agent.timeframe),
                leverage=1,
                slice=Money(0),
            )
            leverage = self._leverage(fresh, str(agent.leverage))
            return replace(fresh, leverage=leverage, slice=self._money(agent.slice, fresh.id))

        return await self._add(make, agent.name, by)

    async def clone_agent(self, agent: AgentId, name: str, *, by: UserId) -> AgentId:
        """Its settings, not what it holds or has earned; its capital is what is free of the same
        amount."""

        def make() -> Agent:
            found = self._auto(agent)
            return Agent(
                id=AgentId(""),
                account=found.account,
                name=name,
                strategy=found.strategy,
                instrument=found.instrument,
                timeframe=found.timeframe,
                leverage=found.leverage,
                slice=Money(min(found.slice, max(self._free(AgentId("")), 0))),
                risk=found.risk,
                parameters=found.parameters,
            )

        return await self._add(make, name, by, origin=agent)

    async def rename_agent(self, agent: AgentId, name: str, *, by: UserId) -> None:
        def decide(now_ns: int) -> Step:
            found = self._auto(agent)
            wanted = self._name(name, but=agent)
            draft = Draft(records=[self._changed(found, "name", found.name, wanted, by)])
            self._engine.state.change(draft, replace(found, name=wanted))
            return draft.step()

        await self._decide(decide)

    async def remove_agent(self, agent: AgentId, *, by: UserId) -> str:
        """done, position_open, order_open or last_agent."""
        answers = ["done"]

        def decide(now_ns: int) -> Step:
            found = self._auto(agent)
            answers[0] = self._kept_by(found)
            draft = Draft()
            if answers[0] == "done":
                asset = self._engine.state.ledger.account.asset
                draft.records.append(
                    AgentRemoved(
                        agent=found.id,
                        instrument=found.instrument,
                        at_ns=self._now_ns(),
                        name=found.name,
                        realised=from_money(found.realised, asset),
                        by=str(by),
                    )
                )
                roster.remove(self._engine.state, draft, found.id)
                self._engine.entries.forget(found.id)
            return draft.step()

        await self._decide(decide)
        if answers[0] == "done":
            self._runtime.attach(agent, None)
            self._session.resubscribe()
        return answers[0]

    async def set_slice(self, agent: AgentId, amount: Decimal, *, by: UserId) -> None:
        def decide(now_ns: int) -> Step:
            found = self._auto(agent)
            asset = self._engine.state.ledger.account.asset
            wanted = self._money(amount, agent, before=found.slice)
            old, new = (f"{from_money(each, asset):.2f}" for each in (found.slice, wanted))
            draft = Draft(records=[self._changed(found, "slice", old, new, by)])
            draft.add(self._engine.change_agent(replace(found, slice=wanted), now_ns))
            return draft.step()

        await self._decide(decide)

    # --- inside

    async def _add(
        self, make: Callable[[], Agent], name: str, by: UserId, *, origin: AgentId = AgentId("")
    ) -> AgentId:
        made: list[AgentId] = []

        def decide(now_ns: int) -> Step:
            wanted = self._name(name)
            fresh = make()
            draft = Draft()
            named = replace(fresh, name=wanted, state_since_ns=now_ns)
            agent = roster.add(self._engine.state, draft, named)
            made.append(agent.id)
            draft.records.append(self._added(agent, origin, by))
            return draft.step()

        await self._decide(decide)
        self._session.resubscribe()
        return made[0]

    def _added(self, agent: Agent, origin: AgentId, by: UserId) -> AgentAdded:
        return AgentAdded(
            agent=agent.id,
            instrument=agent.instrument,
            at_ns=self._now_ns(),
            name=agent.name,
            strategy=agent.strategy,
            timeframe=agent.timeframe,
            slice=from_money(agent.slice, self._engine.state.ledger.account.asset),
            origin=str(origin),
            by=str(by),
        )

    def _name(self, typed: str, but: AgentId = AgentId("")) -> str:
        name = " ".join(typed.split())
        others = [each for each in self._engine.state.agents.values() if each.id != but]
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            text = f"A name has 1 to {LONGEST_NAME} characters"
            raise InputError(text, code="name_length", most=str(LONGEST_NAME))
        if name.casefold() in {MANUAL, *(each.name.casefold() for each in others)}:
            raise InputError(f"{name} is taken", code="name_taken", name=name)
        return name

    def _money(self, amount: Decimal, agent: AgentId, before: int = 0) -> Money:
        """A slice that the account has: what it was put in and has earned, without the slices of
        the other agents. Less than before is always possible."""
        asset = self._engine.state.ledger.account.asset
        free = max(self._free(agent), 0)
        wanted = to_money(amount.quantize(CENT, ROUND_DOWN), asset)
        if wanted <= 0 or (wanted > free and wanted > before):
            most = f"{from_money(free, asset).quantize(CENT, ROUND_DOWN):f}"
            raise InputError(f"At most {most} {asset} is free", code="slice", most=most)
        return wanted

    def _free(self, but: AgentId) -> int:
        state = self._engine.state
        taken = sum(
            each.slice for each in state.agents.values() if each.id != but and not each.is_manual
        )
        return state.ledger.wallet - taken

    def _kept_by(self, agent: Agent) -> str:
        state = self._engine.state
        others = [each for each in state.agents.values() if not each.is_manual]
        if any(name == agent.id for name, _ in state.positions):
            return "position_open"
        if any(working.order.agent == agent.id for working in state.orders.values()):
            return "order_open"
        return "last_agent" if len(others) == 1 else "done"

    def _now_ns(self) -> int:
        return max(self._engine.state.now_ns, self._runtime.clock.now_ns())
