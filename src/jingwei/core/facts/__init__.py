"""What may be counted: sources that modules declare, conditions on their rows, the point in time they are seen from."""
