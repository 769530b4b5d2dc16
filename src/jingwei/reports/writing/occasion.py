"""For whom, about which period and when a report is written, and the words that follow from it."""
