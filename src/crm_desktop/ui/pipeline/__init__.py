"""The pipeline page: board, table, forecast, and one open deal."""
