"""Reading legal Chinese: pure functions, no I/O."""
