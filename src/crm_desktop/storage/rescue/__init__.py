"""Reading what is readable of a damaged workspace, past SQLite, into a new one."""
