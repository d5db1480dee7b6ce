"""The read side: live feed, dashboard and journal browser; changes nothing itself."""
