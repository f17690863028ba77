"""The local GitHub against the clients that people use and the answers that GitHub documents."""
