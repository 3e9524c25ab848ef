"""Tasks, events and the reminders that ring for them."""
