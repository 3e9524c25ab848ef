"""Leads: who might buy, how promising they are, and what became of them."""
