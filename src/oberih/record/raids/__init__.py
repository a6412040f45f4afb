"""Past raids: the public table read in, what is stopped learnt from it, and each raid foretold from earlier ones."""
