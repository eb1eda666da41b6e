"""A small shop: the functions, operators and callbacks that the specs beside it name."""
