"""The pages of officers, institutions and auditors: what they see, and which act each button is."""
