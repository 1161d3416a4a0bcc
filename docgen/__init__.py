"""docgen: data in, bytes out. Papers of a B2B deal without a database, a clock or the network."""
