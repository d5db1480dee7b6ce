"""Outbound call-centre training platform: partner files stay sealed, apprentices work on masked cards."""

__version__ = "0.1.0"
