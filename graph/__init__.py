"""The graph port, its two backends, and tracing."""
