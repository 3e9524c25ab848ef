"""Today: what needs the person now, and how the firm stands, in one look."""
