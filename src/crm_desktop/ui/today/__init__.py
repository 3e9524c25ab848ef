"""The Today page: what needs the person, and how the firm stands."""
