"""The operations of the interface, one file per kind of thing."""
