"""The pages of officers, institutions and auditors, one folder a stage."""
