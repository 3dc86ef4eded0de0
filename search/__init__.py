"""Search: the port, its two stores, and what turns what a person typed into an answer."""

from search.stores import open_search

__all__ = ["open_search"]
