"""Lists that people work through all day: pages, totals, filters, sorting; as quick at a million deals as at ten."""
