"""Trials: plan one in plain words, see what is known of it, end it."""
