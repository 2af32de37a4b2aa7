"""What the source documents call the parts of the sandbox: each is the very class that trades."""

from core.trading import Position as DebugPositionState
from engine.execution import ExecutionEngine as DebugExecutionEngine
from engine.runner import AutoTradeRunner as DebugTradeRunner
from engine.state import State as DebugTradeState

__all__ = ["DebugExecutionEngine", "DebugPositionState", "DebugTradeRunner", "DebugTradeState"]
