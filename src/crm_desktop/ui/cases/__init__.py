"""The Cases page: the queue, the thread and its composer, and what is known about the customer."""
