"""The tests, beside the code they read: one folder for each feature, the same names as in src."""
