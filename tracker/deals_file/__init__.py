"""A deals file: read deal by deal, checked as a whole, compared with what is stored, and loaded all or nothing."""
