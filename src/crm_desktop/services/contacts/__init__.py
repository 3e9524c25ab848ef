"""People and companies: writing them, finding them, and what is true of one of them."""
