"""A ledger out of a sheet: what its columns are, proposed from heads and values, changed by the clerk, made as one."""
