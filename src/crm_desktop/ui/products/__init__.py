"""The products page: a table whose cells are edited where they stand."""
