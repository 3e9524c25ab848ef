"""The calendar: day, week, month and agenda, to-do list, and the reminders that ring."""
