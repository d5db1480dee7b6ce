"""Follow-ups (bilans de suivi): prepared from what was seen since the last one, talked over, signed on paper."""
