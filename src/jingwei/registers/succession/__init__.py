"""Objects that go over into others: merged, divided, undone; and pointing at them what pointed at those before."""
