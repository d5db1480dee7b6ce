"""Call lists: upload, read, map, check, seal and report; knows contacts only as rows that it copies in."""
