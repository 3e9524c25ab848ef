"""The composition root: the only package that builds things - paths, log, workspace, services, window."""
