"""Load: healthy visitors beside floods, over loopback, against a real process of the app."""
