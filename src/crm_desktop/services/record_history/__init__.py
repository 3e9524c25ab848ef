"""What happened to one record and its parts, in a person's words; an old value can be put back."""
