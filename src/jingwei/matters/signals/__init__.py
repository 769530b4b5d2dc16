"""The Monday list: signals on disputes from seven bodies, merged per dispute, pushed to who works on them."""
