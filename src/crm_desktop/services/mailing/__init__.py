"""Labels, envelopes and letters to many people."""
