"""Formulas of built-in indicators that TA-Lib does not have; columns in have no holes."""
