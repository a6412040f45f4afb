"""How well the reader of reports reads: annotated sets, and what is measured on them."""
