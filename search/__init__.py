"""The search port, its two backends, queries and ranking."""
