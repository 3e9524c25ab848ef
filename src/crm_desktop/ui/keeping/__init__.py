"""Looking back: the undo list, the history of a record, the Bin, and the workspace as it stood."""
