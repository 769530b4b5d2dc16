"""What is noted of a matter besides its moves, as data: photos, sessions, instalments, opinions (pack/notes.yaml)."""
