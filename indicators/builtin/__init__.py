"""The built-in indicators, one module a category, each with its `INDICATORS`."""
