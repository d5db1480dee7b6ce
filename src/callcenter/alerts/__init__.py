"""What looked unusual, for the supervisor to look at; knows no contact and no call."""
