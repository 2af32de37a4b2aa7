"""Agents that come and go: what the engine keeps of that."""

from core.trading import Agent
from core.types import AgentId
from core.values import replace
from engine.state import State
from engine.step import Draft


def add(state: State, draft: Draft, agent: Agent) -> Agent:
    """Takes a new agent; its id is one that no other had before, or its orders and trades would be
    taken for the other's."""
    account = state.ledger.account
    number = max(account.agents_made, len(state.agents)) + 1
    name = AgentId(f"u{account.user}-{number}")
    state.ledger.account = replace(account, agents_made=number)
    made = replace(agent, id=name)
    state.change(draft, made)
    state.guardian.set_limits(state.agents.values())
    return made


def remove(state: State, draft: Draft, agent: AgentId) -> None:
    """Forgets an agent that holds nothing; what it booked stays booked."""
    del state.agents[agent]
    draft.agents.pop(agent, None)
    draft.removed[agent] = None
    state.guardian.set_limits(state.agents.values())
