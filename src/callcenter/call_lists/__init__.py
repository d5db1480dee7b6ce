"""Call lists: upload, read, map, check and seal a partner’s file; knows no contact table and no call."""
