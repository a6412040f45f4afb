"""Which strengthening helps most for the money: options, sets of them played together, and the search among sets."""
