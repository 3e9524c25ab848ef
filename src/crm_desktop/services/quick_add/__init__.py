"""One line of plain words becomes a call, task, event, note, deal, quote, case, contact or lead."""
