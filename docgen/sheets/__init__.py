"""Rows of a paper divided into sheets before layout, so that each sheet can print the totals of its own rows."""
