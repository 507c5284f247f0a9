"""The search over everything: people, classes, institutions, claims, documents."""
