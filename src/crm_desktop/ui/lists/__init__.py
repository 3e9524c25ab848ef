"""Tables of any kind of record: filters, columns, groups, saved views and segments."""
