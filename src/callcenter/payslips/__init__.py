"""A made-up pay slip that explains how pay is shared out. Real pay belongs to the ministry's own software: no amount of
a real person comes in here, and nothing is kept.
"""
