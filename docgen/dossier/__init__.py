"""A dossier as one PDF: pages drawn from templates and files as they are, on numbered sheets with an inventory."""
