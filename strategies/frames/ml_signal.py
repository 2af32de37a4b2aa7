"""ML_SIGNAL over a frame that holds what was sent."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.columns import column

if TYPE_CHECKING:
    import pandas as pd

    from strategies.ml_signal import MlSignalStrategy


def sent_signals(rules: "MlSignalStrategy", df: "pd.DataFrame") -> "pd.DataFrame":
    """Each row by the newest signal that was sent up to it; a frame without any holds."""
    if not {"sent_signal", "sent_confidence"} <= set(df.columns) or df.empty:
        return df.assign(signal=0, signal_strength=0.0)
    sent, confidence = column(df["sent_signal"]), column(df["sent_confidence"])
    rows = np.arange(len(df))
    newest = np.maximum.accumulate(np.where(np.isnan(sent), -1, rows))
    is_good = (newest >= 0) & (rows - newest < rules.hold)
    is_good &= confidence[newest] >= rules.min_confidence
    signal = np.where(is_good, sent[newest], 0.0)
    strength = np.where(signal == 0.0, 0.0, confidence[newest])
    return df.assign(signal=signal.astype(int), signal_strength=strength)
