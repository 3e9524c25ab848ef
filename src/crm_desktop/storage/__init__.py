"""The workspace file: how it is opened, written, watched, searched, migrated and backed up."""
