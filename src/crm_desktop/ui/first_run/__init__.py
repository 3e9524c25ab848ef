"""The first page: from an icon click to an own workspace."""
