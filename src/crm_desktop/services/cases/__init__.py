"""Cases: what customers ask or complain about, answered in time."""
