"""The pages of the public and of trainees."""
