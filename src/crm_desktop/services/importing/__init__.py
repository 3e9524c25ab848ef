"""Bringing in what other programs wrote: recognise, check without writing, import as one journal entry."""
