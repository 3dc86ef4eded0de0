"""The checks: for each family of findings a module, for each kind its rule (in words, with its legal source, in the vocabulary)."""
