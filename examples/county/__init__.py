"""The example county's lists as data: powers of its departments, and what else a county keeps. ``examples/make_lists.py`` writes them."""
