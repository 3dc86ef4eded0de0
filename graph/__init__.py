"""The graph port, its two backends, and tracing."""

from graph.open import open_graph

__all__ = ["open_graph"]
