"""Text in, text out: normalisation, folding, terms, token estimates, names fit to be shown."""
