"""分发合并: one workbook for each community, prefilled, returned by upload, merged with what is wrong in each row."""
