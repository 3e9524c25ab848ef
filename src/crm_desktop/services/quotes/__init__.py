"""Quotes: drafts, their totals and paper, numbers given at issue, and what the customer decided."""
