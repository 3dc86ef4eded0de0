"""Search: the port, its two stores, and what turns what a person typed into an answer."""
