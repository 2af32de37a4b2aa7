from strategies.base import BaseStrategy

__all__ = ["BaseStrategy"]
