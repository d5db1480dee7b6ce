"""Sealed contact records and their masked cards; knows no call."""
