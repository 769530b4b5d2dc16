"""Why rows leave a ledger: the reasons it declares, what is stored of a leaving, and the rows that have left."""
