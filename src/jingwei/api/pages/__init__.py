"""What the desk shows of the interface."""
