"""Canary contacts: numbers that the centre owns, planted in lists to see who takes contacts away; knows no call."""
