"""The bench, on a workspace so small that its figures say nothing."""
