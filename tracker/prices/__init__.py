"""Prices by day, who may give which discount, and what the head allowed beyond it. All of it is internal."""
