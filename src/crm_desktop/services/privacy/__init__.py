"""What is held about a person: all of it in one package, or erased."""
