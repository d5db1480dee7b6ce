"""Numbers that must not be called, as fingerprints: the partners' lists, the centre's, the conflict screen."""
