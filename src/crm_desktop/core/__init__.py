"""What everything else stands on: no dependency outside the standard library."""
