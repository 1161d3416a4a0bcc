"""The lawyer's dossier: everything that is known of one deal, read once, put into words, bound as one PDF."""
