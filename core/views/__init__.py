"""What a screen shows, as a service hands it over: frozen, Decimal, times in UTC nanoseconds.

A view carries facts, never words: the words, the digits and the user's zone are the renderer's.
"""

from core.views.manual import OrderView, PlacedView, PreviewView, Rounded, RungView
from core.views.screens import (
    AnalyticsView,
    CardView,
    ChoiceView,
    ConfirmView,
    ExportView,
    JournalRow,
    JournalView,
    RiskView,
    SandboxView,
    SettingsView,
    StatusView,
)
from core.views.trading import (
    AutoView,
    EstimateView,
    HaltView,
    MenuView,
    PositionView,
    QuoteView,
    RunView,
    SignalView,
)

__all__ = [
    "AnalyticsView",
    "AutoView",
    "CardView",
    "ChoiceView",
    "ConfirmView",
    "EstimateView",
    "ExportView",
    "HaltView",
    "JournalRow",
    "JournalView",
    "MenuView",
    "OrderView",
    "PlacedView",
    "PositionView",
    "PreviewView",
    "QuoteView",
    "RiskView",
    "Rounded",
    "RunView",
    "RungView",
    "SandboxView",
    "SettingsView",
    "SignalView",
    "StatusView",
]
