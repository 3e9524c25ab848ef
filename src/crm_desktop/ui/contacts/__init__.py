"""People and companies: list, page, timeline, and the popovers that write them."""
