"""What keeps a file secret: the keyring of the operating system, passphrases, recovery codes."""
