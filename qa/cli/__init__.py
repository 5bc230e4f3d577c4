"""The commands behind `python -m qa` and what they print. No other part of the product needs it."""
