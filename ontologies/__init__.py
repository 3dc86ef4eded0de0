"""The vocabulary: Turtle, SHACL shapes, SKOS schemes, identifiers and the typed records that stand beside them."""
