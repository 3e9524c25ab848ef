"""What happened with a customer, a deal or a case: one stream, and what people add to it."""
