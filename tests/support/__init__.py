"""What the tests share: real servers, hand-made units."""
